namespace Ztunnel.Policies;

/// <summary>One value of a string attribute in a policy.</summary>
internal readonly record struct StringMatch(StringMatchKind Kind, string Value)
{
    /// <summary>An absent string is the empty one; it has no presence.</summary>
    public bool Matches(string text) => Kind switch
    {
        StringMatchKind.Exact => string.Equals(text, Value, StringComparison.Ordinal),
        StringMatchKind.Prefix => text.StartsWith(Value, StringComparison.Ordinal),
        StringMatchKind.Suffix => text.EndsWith(Value, StringComparison.Ordinal),
        _ => text.Length > 0,
    };
}
