namespace Istio.Core.Settings;

/// <summary>A flag of a command, declared once; with the environment variable that speaks where the flag is not given, if there is one.</summary>
public sealed class Flag<T> : Flag
{
    private readonly T _standard;

    public Flag(string name, T standard, SettingType<T> type, string help, string? defaultText = null)
        : base(name, help) => (_standard, Type, DefaultText) = (standard, type, defaultText ?? type.Format(standard));

    /// <param name="type">Of the flag; its variable may be read by another.</param>
    public Flag(string name, Variable<T> variable, SettingType<T> type, string help)
        : base(name, help) => (_standard, Type, DefaultText, Variable) = (variable.Default, type, variable.DefaultText, variable);

    public T Default => _standard;

    public SettingType<T> Type { get; }

    public Variable<T>? Variable { get; }

    public override string DefaultText { get; }

    public override IReadOnlyList<string> Labels => [$"--{Name}", .. VariableNames];

    public override IReadOnlyList<string> VariableNames => Variable is null ? [] : [Variable.Name];
}
