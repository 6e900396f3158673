namespace Istio.Model.Waypoints;

/// <summary>How connections reach an application that ends the tunnel itself.</summary>
/// <param name="UsesProxyProtocol">With a PROXY protocol header in front; else plain.</param>
/// <param name="Port">0: the port that was called.</param>
public sealed record ApplicationTunnel(bool UsesProxyProtocol, int Port);
