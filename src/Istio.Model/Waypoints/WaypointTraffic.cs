namespace Istio.Model.Waypoints;

/// <summary>What a waypoint stands in front of.</summary>
public enum WaypointTraffic
{
    Service,
    Workload,
    All,
    None,
}
