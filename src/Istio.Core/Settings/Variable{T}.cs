namespace Istio.Core.Settings;

/// <summary>An environment variable of a program, declared once.</summary>
/// <param name="standard">The value while the variable is not set.</param>
/// <param name="defaultText">What pages say of the default, where the value itself says too little.</param>
public sealed class Variable<T>(string name, T standard, SettingType<T> type, string help, string? defaultText = null) : Setting(name, help)
{
    public T Default => standard;

    public SettingType<T> Type => type;

    public override string DefaultText => defaultText ?? type.Format(standard);

    public override IReadOnlyList<string> Labels => [Name];

    public override IReadOnlyList<string> VariableNames => [Name];
}
