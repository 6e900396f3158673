namespace Istio.Core.Settings;

/// <summary>A flag of a command, without the type of its value.</summary>
public abstract class Flag(string name, string help) : Setting(name, help);
