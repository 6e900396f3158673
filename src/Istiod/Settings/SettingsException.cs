namespace Istiod.Settings;

/// <summary>A flag or variable that cannot be used; the message is for the operator and names it.</summary>
internal sealed class SettingsException(string message) : Exception(message);
