using Istio.Model.Services;

namespace Istio.Model.Waypoints;

/// <summary>Where a waypoint, or a gateway between networks, takes HBONE. It has a host name or an address.</summary>
/// <param name="Host">A service of the mesh; null when there is an address.</param>
public sealed record WaypointAddress(ServiceName? Host, NetworkAddress Address, int HbonePort);
