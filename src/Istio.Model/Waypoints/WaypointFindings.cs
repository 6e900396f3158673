using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Objects;

namespace Istio.Model.Waypoints;

/// <summary>
/// What is wrong with the waypoint that an object's own label names. Such an object is served as if it asked for none, and what the waypoint was meant to
/// enforce is not: in Istio the condition <c>istio.io/WaypointBound</c> says so, and here a finding.
/// </summary>
public static class WaypointFindings
{
    private const string Consequence = "traffic goes without a waypoint, and nothing that one would enforce is";

    /// <summary>The finding, or null when the waypoint can be used.</summary>
    /// <param name="wanted">The waypoint that the label of <paramref name="subject"/> names.</param>
    /// <param name="gateway">The Gateway of that name; null when there is none.</param>
    /// <param name="waypoint">What the Gateway is as a waypoint; null when it is none or not ready.</param>
    /// <param name="ns">Namespace of the subject.</param>
    /// <param name="isService">The subject needs a waypoint for services; a namespace holds workloads too.</param>
    public static Finding? Of(
        ObjectKey subject, ObjectName wanted, Gateway? gateway, Waypoint? waypoint, string ns, ValueMap<string, string> namespaceLabels, bool isService)
    {
        var reason = gateway is null ? $"there is no Gateway {wanted}"
            : waypoint is null ? $"Gateway {wanted} is not ready to be one: it needs a listener with protocol HBONE on port {Ports.Hbone} and an address in its status"
            : !waypoint.Admits(ns, namespaceLabels) ? $"Gateway {wanted} does not admit namespace {ns} (allowedRoutes of its HBONE listener)"
            : isService && !waypoint.ServesServices ? $"Gateway {wanted} does not serve services (its label {Labels.WaypointFor})"
            : null;
        return reason is null
            ? null
            : new Finding(
                FindingCode.UnresolvedReference,
                Severity.Warning,
                subject,
                Location: null,
                $"metadata.labels[{Labels.UseWaypoint}]",
                $"label {Labels.UseWaypoint} names waypoint {wanted}, but {reason}; {Consequence}");
    }
}
