using Ztunnel.Policies;
using Ztunnel.State;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>
/// Who talks to whom, as far as labels and log fields go. Only references to what exists anyway: one of these is held for each open
/// connection, and the texts are made when they are written.
/// </summary>
/// <param name="Source">As xDS knows it; null when it does not.</param>
/// <param name="Claims">What an unknown source says about itself.</param>
/// <param name="Peer">Inbound: the client's verified identity.</param>
internal readonly record struct TrafficParties(
    Reporter Reporter, Workload? Source, TrafficParty? Claims, PeerIdentity? Peer, Workload? Destination, Service? Service, bool IsMutualTls)
{
    /// <summary>The source for labels.</summary>
    public TrafficParty? SourceParty => TrafficParty.Of(Source) ?? Claims;

    /// <summary>SPIFFE URI; only with mutual TLS. Inbound it is from the certificate, outbound it is that of the served workload.</summary>
    public string? SourcePrincipal => !IsMutualTls ? null : Reporter == Reporter.Destination ? Peer?.Uri : Source?.Identity.ToString();

    /// <summary>SPIFFE URI as xDS says, also for plain text.</summary>
    public string? DestinationPrincipal => Destination?.Identity.ToString();
}
