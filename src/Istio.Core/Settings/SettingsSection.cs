namespace Istio.Core.Settings;

/// <summary>The settings of one part of a program, as help texts and pages show them.</summary>
/// <param name="Title">Begins with a capital letter.</param>
public sealed record SettingsSection(string Title, IReadOnlyList<Setting> Settings);
