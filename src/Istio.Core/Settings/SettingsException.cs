namespace Istio.Core.Settings;

/// <summary>
/// A flag, a variable or a configuration file asks for something that cannot be; the message is for the operator and names it. The program does not start.
/// </summary>
public sealed class SettingsException(string message) : Exception(message);
