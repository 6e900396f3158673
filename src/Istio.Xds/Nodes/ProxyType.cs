namespace Istio.Xds.Nodes;

/// <summary>The first part of a node id.</summary>
public enum ProxyType
{
    Sidecar,
    Router,
    Waypoint,
    Ztunnel,
}
