using Istio.Core.Values;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Objects;

namespace Istio.Model.Waypoints;

/// <summary>A Gateway that serves as a waypoint and is ready to.</summary>
/// <param name="Admission">Whose services and workloads may use it.</param>
/// <param name="InboundBinding">How its own pods want connections handed over; null for the usual way.</param>
public sealed record Waypoint(
    ObjectName Name, WaypointAddress Address, WaypointTraffic Traffic, NamespaceAdmission Admission, ApplicationTunnel? InboundBinding)
{
    /// <summary>Whether objects of a namespace may use it.</summary>
    public bool Admits(string ns, ValueMap<string, string> namespaceLabels) => Admission.Mode switch
    {
        NamespaceAdmissionMode.Same => ns == Name.Namespace,
        NamespaceAdmissionMode.All => true,
        NamespaceAdmissionMode.Selector => Admission.Selector?.Matches(namespaceLabels) ?? false,
        _ => false,
    };

    public bool ServesServices => Traffic is WaypointTraffic.Service or WaypointTraffic.All;

    public bool ServesWorkloads => Traffic is WaypointTraffic.Workload or WaypointTraffic.All;
}
