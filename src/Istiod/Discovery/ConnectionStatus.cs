using System.Collections.Immutable;
using Istio.Core.Values;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>Where a stream stands.</summary>
/// <param name="SentAt">By type URL: when the latest response was handed to the connection.</param>
internal sealed record ConnectionStatus(ValueList<WatchStatus> Watches, ImmutableDictionary<string, DateTimeOffset> SentAt)
{
    public static ConnectionStatus Fresh { get; } = new([], ImmutableDictionary<string, DateTimeOffset>.Empty);
}
