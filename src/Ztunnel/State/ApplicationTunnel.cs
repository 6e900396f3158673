namespace Ztunnel.State;

/// <summary>How the application itself wants tunnelled connections delivered.</summary>
/// <param name="IsProxyProtocol">PROXY protocol v2 before the payload; false for a plain connection.</param>
/// <param name="Port">Overrides the destination port; 0 keeps it.</param>
internal sealed record ApplicationTunnel(bool IsProxyProtocol, ushort Port);
