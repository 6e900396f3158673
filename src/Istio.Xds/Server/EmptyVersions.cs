using System.Collections.Frozen;

namespace Istio.Xds.Server;

/// <summary>A client that holds nothing yet.</summary>
internal static class EmptyVersions
{
    public static FrozenDictionary<string, string> Instance { get; } = FrozenDictionary<string, string>.Empty;
}
