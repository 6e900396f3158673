namespace Istio.Core.Settings;

/// <summary>All environment variables of a program whose names begin with <see cref="Setting.Name"/>.</summary>
public sealed class VariablePrefix(string name, string help) : Setting(name, help)
{
    public override string DefaultText => "";

    public override IReadOnlyList<string> Labels => [$"{Name}*"];
}
