namespace Ztunnel.Proxy.Telemetry;

/// <summary>Who talks to whom, as far as labels and log fields go.</summary>
/// <param name="SourcePrincipal">SPIFFE URI; only with mutual TLS.</param>
/// <param name="DestinationPrincipal">SPIFFE URI as xDS says, also for plain text.</param>
internal readonly record struct TrafficParties(
    Reporter Reporter,
    TrafficParty? Source,
    string? SourcePrincipal,
    TrafficParty? Destination,
    string? DestinationPrincipal,
    ServiceDescription? Service,
    bool IsMutualTls);
