using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Waypoints;

/// <summary>Which waypoint an object asks for.</summary>
public static class WaypointReference
{
    private const string OptOut = "none";
    private const string MeshController = "istio.io-mesh-controller";
    private const string EastWestController = "istio.io-eastwest-controller";

    /// <summary>
    /// The waypoint named by the object's labels, else by its namespace's; null when none is wanted. What an object names it gets or does
    /// without: the namespace is asked only when the object is silent.
    /// </summary>
    public static ObjectName? WantedBy(ObjectMeta metadata, ValueMap<string, string> namespaceLabels)
    {
        if (metadata.Label(Labels.GatewayManaged) is MeshController or EastWestController)
        {
            return null; // a waypoint has no waypoint
        }

        return metadata.Labels.ContainsKey(Labels.UseWaypoint) ? NamedBy(metadata.Labels, metadata.ObjectName) : NamedBy(namespaceLabels, metadata.ObjectName);
    }

    /// <summary>The waypoint that labels name for an object, in its cluster; null when they name none.</summary>
    public static ObjectName? NamedBy(ValueMap<string, string> labels, ObjectName wanting)
    {
        if (!labels.TryGetValue(Labels.UseWaypoint, out var name) || name.Length == 0 || name == OptOut)
        {
            return null;
        }

        return labels.TryGetValue(Labels.UseWaypointNamespace, out var other) && other.Length > 0 ? wanting.InCluster(other, name) : wanting.Beside(name);
    }
}
