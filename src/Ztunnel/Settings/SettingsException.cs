namespace Ztunnel.Settings;

/// <summary>The environment or a configuration file asks for something that cannot be; the program says so and does not start.</summary>
internal sealed class SettingsException(string message) : Exception(message);
