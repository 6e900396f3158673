using System.Text.Json;
using Ztunnel.Proxy;
using Ztunnel.State;

namespace Ztunnel.Admin;

/// <summary>The served workloads and their open connections.</summary>
internal static class WorkloadStateJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, WorkloadProxyView> proxies)
    {
        json.WriteStartObject("workloadState");
        foreach (var (key, proxy) in proxies)
        {
            json.WriteStartObject(key);
            json.WriteStartObject("connections");
            json.WriteArray("inbound", proxy.Connections.Where(c => c.IsInbound), Write);
            json.WriteArray("outbound", proxy.Connections.Where(c => !c.IsInbound), Write);
            json.WriteEndObject();
            if (proxy.Workload is { } workload)
            {
                json.WriteStartObject("info");
                json.WriteString("name", workload.Name);
                json.WriteString("namespace", workload.Namespace);
                json.WriteString("serviceAccount", workload.ServiceAccount);
                json.WriteEndObject();
            }

            json.WriteString("state", "Up");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OpenConnectionView connection)
    {
        json.WriteStartObject();
        json.WriteString("actualDst", connection.ActualDestination.ToString());
        json.WriteString("originalDst", connection.OriginalDestination);
        json.WriteString("protocol", LocalNames.Protocols.WordOf(connection.IsHbone ? TunnelProtocol.Hbone : TunnelProtocol.Tcp));
        json.WriteString("src", connection.Source.ToString());
        json.WriteEndObject();
    }
}
