using System.Text;
using Istio.Http.Http2;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Proxy.Headers;

/// <summary>
/// What the source says about itself in the <c>baggage</c> field. It is not authenticated: it fills in telemetry about sources that xDS
/// does not know, and decides nothing.
/// </summary>
internal static class Baggage
{
    /// <summary>Istio's keys in Istio's order; keys stay when their value is empty.</summary>
    /// <param name="clusterId">The proxy's own cluster, not the workload's.</param>
    public static string Write(Workload workload, string clusterId) =>
        $"k8s.cluster.name={clusterId},k8s.namespace.name={workload.Namespace},k8s.{TypeName(workload.WorkloadType)}.name={workload.WorkloadName},"
        + $"service.name={workload.CanonicalName},service.version={workload.CanonicalRevision},"
        + $"cloud.region={workload.Locality.Region},cloud.availability_zone={workload.Locality.Zone}";

    /// <summary>Null when there is no readable baggage.</summary>
    public static TrafficParty? Read(HeaderList fields)
    {
        var party = TrafficParty.Unknown;
        var found = false;
        for (var i = fields.IndexOf("baggage"u8); i >= 0; i = fields.IndexOf("baggage"u8, i + 1))
        {
            var value = fields.Value(i);
            if (!VisibleText.Is(value))
            {
                return null; // Istio drops the whole baggage when a line of it is not visible text
            }

            foreach (var member in Encoding.ASCII.GetString(value).Split(','))
            {
                // A value that holds "=" is cut there, as in Istio.
                if (member.Split('=') is [var key, { Length: > 0 } text, ..])
                {
                    party = With(party, key, text);
                    found = true;
                }
            }
        }

        return found ? party : null;
    }

    private static TrafficParty With(TrafficParty party, string key, string value) => key switch
    {
        "k8s.cluster.name" => party with { ClusterId = value },
        "k8s.namespace.name" => party with { Namespace = value },
        "k8s.deployment.name" or "k8s.cronjob.name" or "k8s.pod.name" or "k8s.job.name" => party with { WorkloadName = value },
        "service.name" => party with { CanonicalName = value },
        "service.version" => party with { CanonicalRevision = value },
        "cloud.region" => party with { Region = value },
        "cloud.availability_zone" => party with { Zone = value },
        _ => party,
    };

    private static string TypeName(WorkloadType? type) => LocalNames.WorkloadTypes.WordOf(type ?? WorkloadType.Deployment);
}
