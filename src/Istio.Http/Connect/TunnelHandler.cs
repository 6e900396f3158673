namespace Istio.Http.Connect;

/// <summary>
/// Answers one CONNECT and, after accepting it, relays until the tunnel ends. Runs on the connection's loop. A request that is unanswered when
/// the handler ends or throws is reset.
/// </summary>
public delegate Task TunnelHandler(TunnelRequest request);
