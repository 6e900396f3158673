using System.Collections.Immutable;
using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>Where the exchange on one type stands: for status pages. Names are empty when the whole set is served.</summary>
/// <param name="SentAt">When the latest response was handed to the connection; null while none was.</param>
public sealed record WatchStatus(
    ResourceType Type,
    bool IsWildcard,
    ImmutableSortedSet<string> Names,
    string NonceSent,
    string NonceAcknowledged,
    string VersionSent,
    string VersionAcknowledged,
    string? LastError,
    DateTimeOffset? SentAt = null)
{
    public bool IsAcknowledged => NonceSent == NonceAcknowledged;
}
