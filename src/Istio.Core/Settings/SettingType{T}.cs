using System.Diagnostics.CodeAnalysis;

namespace Istio.Core.Settings;

/// <summary>How the text of a setting becomes a value.</summary>
/// <param name="expected">What a text must be, for errors: the end of "expected ...".</param>
/// <param name="parser">False for every other text.</param>
/// <param name="format">Writes a default for pages; as the value writes itself when null.</param>
public sealed class SettingType<T>(string expected, SettingParser<T> parser, Func<T, string>? format = null)
{
    public string Expected => expected;

    /// <summary>An empty variable is an empty value; otherwise it counts as not set, as in Istio's control plane.</summary>
    public bool AcceptsEmpty { get; init; }

    public bool TryParse(string text, [MaybeNullWhen(false)] out T value) => parser(text, out value);

    public string Format(T value) => value is null ? "" : format?.Invoke(value) ?? value.ToString() ?? "";
}
