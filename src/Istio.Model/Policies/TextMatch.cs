namespace Istio.Model.Policies;

/// <summary>A pattern as policies write it: <c>text</c>, <c>text*</c>, <c>*text</c> or <c>*</c>.</summary>
/// <param name="Value">Without the asterisk.</param>
public readonly record struct TextMatch(TextMatchKind Kind, string Value)
{
    /// <summary>Any value that is not empty.</summary>
    public static TextMatch Presence { get; } = new(TextMatchKind.Presence, "");

    public static TextMatch Parse(string pattern) => pattern switch
    {
        "*" => Presence,
        ['*', .. string suffix] => new TextMatch(TextMatchKind.Suffix, suffix),
        [.. string prefix, '*'] => new TextMatch(TextMatchKind.Prefix, prefix),
        _ => new TextMatch(TextMatchKind.Exact, pattern),
    };
}
