namespace Istiod.Debug;

/// <summary>What a page is asked for.</summary>
/// <param name="ProxyId">Part of a connection id; empty when not given.</param>
/// <param name="Namespace">Only proxies of this namespace; empty for all.</param>
/// <param name="Types">Resource types by their ending, for example <c>listeners</c>; empty for all.</param>
/// <param name="Access">What exists for the caller.</param>
internal sealed record DebugQuery(string ProxyId, string Namespace, IReadOnlySet<string> Types, DebugAccess Access)
{
    public static DebugQuery Of(IQueryCollection query, DebugAccess access) =>
        new(
            query["proxyID"].ToString(),
            query["namespace"].ToString(),
            query["types"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal),
            access);
}
