namespace Ztunnel.Policies;

internal enum StringMatchKind
{
    Exact,
    Prefix,
    Suffix,

    /// <summary>Any value that is there.</summary>
    Presence,
}
