namespace Istio.Load.Hbone;

/// <summary>Resident memory of a fresh pair, idle and with idle connections.</summary>
/// <param name="IdleClient">Bytes of the first proxy before any connection.</param>
/// <param name="IdleServer">Bytes of the second proxy before any connection.</param>
/// <param name="PerConnectionClient">Growth of the first proxy per connection.</param>
/// <param name="PerConnectionServer">Growth of the second proxy per connection.</param>
/// <param name="Connections">How many were open.</param>
internal sealed record MemorySample(long IdleClient, long IdleServer, double PerConnectionClient, double PerConnectionServer, int Connections);
