using Ztunnel.State;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>The labels of one end: from xDS, or for a source that xDS does not know from the peer's baggage.</summary>
internal sealed record TrafficParty(
    string Namespace,
    string WorkloadName,
    string CanonicalName,
    string CanonicalRevision,
    string ClusterId,
    string Region,
    string Zone)
{
    public static TrafficParty Unknown { get; } = new("", "", "", "", "", "", "");

    public static TrafficParty? Of(Workload? workload) => workload is null
        ? null
        : new(
            workload.Namespace,
            workload.WorkloadName,
            workload.CanonicalName,
            workload.CanonicalRevision,
            workload.ClusterId,
            workload.Locality.Region,
            workload.Locality.Zone);
}
