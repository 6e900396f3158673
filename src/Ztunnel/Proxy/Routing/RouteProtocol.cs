namespace Ztunnel.Proxy.Routing;

/// <summary>How the next hop is spoken to.</summary>
internal enum RouteProtocol
{
    Tcp,
    Hbone,
}
