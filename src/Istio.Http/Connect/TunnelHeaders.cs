namespace Istio.Http.Connect;

/// <summary>The three fields that ztunnel sends with a CONNECT; null ones are left out.</summary>
/// <param name="Baggage">Facts about the source workload, for telemetry only.</param>
/// <param name="Forwarded">The original client and, when a service was addressed, its host.</param>
/// <param name="TraceParent">W3C trace context.</param>
public readonly record struct TunnelHeaders(string? Baggage, string? Forwarded, string? TraceParent);
