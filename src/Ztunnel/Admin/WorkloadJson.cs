using System.Globalization;
using System.Text.Json;
using Ztunnel.State;

namespace Ztunnel.Admin;

internal static class WorkloadJson
{
    /// <summary>A workload of the state, with the names of its services.</summary>
    public static void Write(Utf8JsonWriter json, Workload workload) => Write(json, workload, withPorts: false);

    /// <summary>A workload of the local configuration, with its ports for each service.</summary>
    public static void WriteWithPorts(Utf8JsonWriter json, Workload workload) => Write(json, workload, withPorts: true);

    public static void WritePorts(Utf8JsonWriter json, string name, ServicePorts ports)
    {
        json.WriteStartObject(name);
        foreach (var (from, to) in ports.Targets.OrderBy(p => p.Key.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal))
        {
            json.WriteNumber(from.ToString(CultureInfo.InvariantCulture), to);
        }

        json.WriteEndObject();
    }

    public static void WriteGateway(Utf8JsonWriter json, string name, GatewayAddress? gateway)
    {
        if (gateway is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("destination", gateway.Destination);
        json.WriteNumber("hboneMtlsPort", gateway.HboneMtlsPort);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Workload workload, bool withPorts)
    {
        json.WriteStartObject();
        WriteTunnel(json, workload.ApplicationTunnel);
        if (!workload.AuthorizationPolicies.IsEmpty)
        {
            json.WriteTexts("authorizationPolicies", workload.AuthorizationPolicies);
        }

        json.WriteText("canonicalName", workload.CanonicalName);
        json.WriteText("canonicalRevision", workload.CanonicalRevision);
        json.WriteNumber("capacity", workload.Capacity);
        json.WriteString("clusterId", workload.ClusterId);
        json.WriteText("hostname", workload.Hostname);
        WriteLocality(json, workload.Locality);
        json.WriteString("name", workload.Name);
        json.WriteString("namespace", workload.Namespace);
        if (workload.NativeTunnel)
        {
            json.WriteBoolean("nativeTunnel", true);
        }

        json.WriteText("network", workload.Network);
        WriteGateway(json, "networkGateway", workload.NetworkGateway);
        json.WriteString("networkMode", LocalNames.NetworkModes.WordOf(workload.NetworkMode));
        json.WriteText("node", workload.Node);
        json.WriteString("protocol", LocalNames.Protocols.WordOf(workload.Protocol));
        json.WriteText("serviceAccount", workload.ServiceAccount);
        WriteServices(json, workload, withPorts);
        json.WriteString("status", LocalNames.Statuses.WordOf(workload.Status));
        json.WriteText("trustDomain", workload.TrustDomain);
        json.WriteString("uid", workload.Uid);
        WriteGateway(json, "waypoint", workload.Waypoint);
        json.WriteTexts("workloadIps", workload.Addresses.Select(address => address.ToString()));
        json.WriteText("workloadName", workload.WorkloadName);
        if (workload.WorkloadType is { } type)
        {
            json.WriteString("workloadType", LocalNames.WorkloadTypes.WordOf(type));
        }

        json.WriteEndObject();
    }

    private static void WriteTunnel(Utf8JsonWriter json, ApplicationTunnel? tunnel)
    {
        if (tunnel is null)
        {
            return;
        }

        json.WriteStartObject("applicationTunnel");
        if (tunnel.Port > 0)
        {
            json.WriteNumber("port", tunnel.Port);
        }
        else
        {
            json.WriteNull("port");
        }

        json.WriteString("protocol", LocalNames.TunnelKinds.WordOf(tunnel.IsProxyProtocol));
        json.WriteEndObject();
    }

    private static void WriteLocality(Utf8JsonWriter json, Locality locality)
    {
        if (locality == Locality.Unknown)
        {
            return;
        }

        json.WriteStartObject("locality");
        json.WriteText("region", locality.Region);
        json.WriteText("subzone", locality.Subzone);
        json.WriteText("zone", locality.Zone);
        json.WriteEndObject();
    }

    private static void WriteServices(Utf8JsonWriter json, Workload workload, bool withPorts)
    {
        var services = workload.Services.OrderBy(service => service.Key.ToString(), StringComparer.Ordinal).ToList();
        if (!withPorts)
        {
            if (services.Count > 0)
            {
                json.WriteTexts("services", services.Select(service => service.Key.ToString()));
            }

            return;
        }

        json.WriteStartObject("services");
        foreach (var (key, ports) in services)
        {
            WritePorts(json, key.ToString(), ports);
        }

        json.WriteEndObject();
    }
}
