using System.Collections.Immutable;
using System.Text.Json;
using Ztunnel.State;

namespace Ztunnel.Admin;

internal static class ServiceJson
{
    /// <param name="endpoints">Null for a service of the local configuration, which lists none.</param>
    public static void Write(Utf8JsonWriter json, Service service, ImmutableDictionary<string, Endpoint>? endpoints)
    {
        json.WriteStartObject();
        if (endpoints is not null)
        {
            WriteEndpoints(json, "endpoints", endpoints);
        }

        if (service.IsCanonical)
        {
            json.WriteBoolean("canonical", true);
        }

        json.WriteString("hostname", service.Hostname);
        if (service.IpFamilies != IpFamilies.Automatic)
        {
            json.WriteString("ipFamilies", LocalNames.Families.WordOf(service.IpFamilies));
        }

        WriteLoadBalancer(json, service.LoadBalancer);
        json.WriteString("name", service.Name);
        json.WriteString("namespace", service.Namespace);
        WorkloadJson.WritePorts(json, "ports", service.Ports);
        json.WriteTexts("subjectAltNames", service.SubjectAltNames);
        json.WriteTexts("vips", service.Vips.Select(vip => vip.ToString()));
        WorkloadJson.WriteGateway(json, "waypoint", service.Waypoint);
        json.WriteEndObject();
    }

    public static void WriteEndpoints(Utf8JsonWriter json, string name, ImmutableDictionary<string, Endpoint> endpoints)
    {
        json.WriteStartObject(name);
        foreach (var endpoint in endpoints.Values.OrderBy(endpoint => endpoint.WorkloadUid, StringComparer.Ordinal))
        {
            json.WriteStartObject(endpoint.WorkloadUid);
            WorkloadJson.WritePorts(json, "port", endpoint.Ports);
            json.WriteString("status", LocalNames.Statuses.WordOf(endpoint.Status));
            json.WriteString("workloadUid", endpoint.WorkloadUid);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteLoadBalancer(Utf8JsonWriter json, LoadBalancer? loadBalancer)
    {
        if (loadBalancer is null)
        {
            return;
        }

        json.WriteStartObject("loadBalancer");
        json.WriteString("healthPolicy", LocalNames.HealthPolicies.WordOf(loadBalancer.HealthPolicy));
        json.WriteString("mode", LocalNames.Modes.WordOf(loadBalancer.Mode));
        json.WriteTexts("routingPreferences", loadBalancer.RoutingPreference.Select(LocalNames.Scopes.WordOf));
        json.WriteEndObject();
    }
}
