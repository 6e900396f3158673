using System.Buffers;
using System.Text.Json;
using Ztunnel.Proxy;
using Ztunnel.State;

namespace Ztunnel.Admin;

/// <summary>
/// <c>/config_dump</c>: everything the proxy knows, in the JSON that <c>istioctl ztunnel-config</c> reads. Keys are sorted, absent values
/// are left out, as in Istio's dumps.
/// </summary>
internal sealed class ConfigDump(ProxyServices services, DataPlane dataPlane, LocalState local)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public async ValueTask<ReadOnlyMemory<byte>> WriteAsync()
    {
        var connections = new SortedDictionary<string, WorkloadProxyView>(StringComparer.Ordinal);
        foreach (var (key, proxy) in dataPlane.Proxies)
        {
            connections[key] = new(proxy.Workload.Current, await proxy.ConnectionsAsync());
        }

        return Write(services.Mesh.Current, connections);
    }

    private ReadOnlyMemory<byte> Write(MeshState state, SortedDictionary<string, WorkloadProxyView> proxies)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(buffer, Indented);
        json.WriteStartObject();
        json.WriteArray("certificates", services.Tls.Certificates, CertificateJson.Write);
        SettingsJson.Write(json, services.Settings);
        json.WriteArray("policies", state.Policies.All.OrderBy(policy => policy.Key, StringComparer.Ordinal), PolicyJson.Write);
        json.WriteArray(
            "services",
            state.Services.Values.OrderBy(s => s.Hostname, StringComparer.Ordinal).ThenBy(s => s.Namespace, StringComparer.Ordinal),
            (writer, service) => ServiceJson.Write(writer, service, state.EndpointsOf(service.Key)));
        WriteStaged(json, state);
        WriteStatic(json);
        VersionJson.Write(json, services.Settings);
        WorkloadStateJson.Write(json, proxies);
        json.WriteArray("workloads", state.Workloads.Values.OrderBy(w => w.Uid, StringComparer.Ordinal), WorkloadJson.Write);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Endpoints whose service has not arrived.</summary>
    private static void WriteStaged(Utf8JsonWriter json, MeshState state)
    {
        json.WriteStartObject("stagedServices");
        foreach (var (service, endpoints) in state.Endpoints.Where(e => state.ServiceByKey(e.Key) is null).OrderBy(e => e.Key.ToString(), StringComparer.Ordinal))
        {
            ServiceJson.WriteEndpoints(json, service.ToString(), endpoints);
        }

        json.WriteEndObject();
    }

    private void WriteStatic(Utf8JsonWriter json)
    {
        json.WriteStartObject("staticConfig");
        json.WriteArray("policies", local.Policies, PolicyJson.Write);
        json.WriteArray("services", local.Services, (writer, service) => ServiceJson.Write(writer, service, null));
        json.WriteArray("workloads", local.Workloads, WorkloadJson.WriteWithPorts);
        json.WriteEndObject();
    }
}
