using System.Text.Json.Nodes;
using Istio.Core.Net;
using Ztunnel.Admin;
using Ztunnel.State;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>
/// Every workload, service and policy of a local configuration is in ztunnel's state, under all the names by which a connection finds it, and the
/// dump says of each what the file says.
/// </summary>
internal static class LocalConfigurationCheck
{
    public static IEnumerable<string> Differences(string text, JsonObject written)
    {
        var store = new MeshStore();
        LocalStateReader.Read(text).ApplyTo(store);
        var state = store.Current;
        return
        [
            .. Entries(written, "workloads").SelectMany(workload => CheckWorkload(state, workload)),
            .. Entries(written, "services").SelectMany(service => CheckService(state, service)),
            .. Entries(written, "policies").SelectMany(policy => CheckPolicy(state, policy)),
        ];
    }

    private static IEnumerable<JsonObject> Entries(JsonObject written, string section) => written[section]?.AsArray().Select(entry => entry!.AsObject()) ?? [];

    private static IEnumerable<string> CheckWorkload(MeshState state, JsonObject written)
    {
        var uid = Text(written, "uid");
        if (state.WorkloadByUid(uid) is not { } workload)
        {
            yield return $"workload {uid} is not there";
            yield break;
        }

        var network = Text(written, "network");
        foreach (var address in written["workloadIps"]?.AsArray() ?? [])
        {
            if (state.WorkloadAt(network, IpAddress.Parse(address!.GetValue<string>()))?.Uid != uid)
            {
                yield return $"workload {uid} is not found by {network}/{address}";
            }
        }

        foreach (var (service, ports) in written["services"]?.AsObject() ?? [])
        {
            if (!NamespacedHostname.TryParse(service, out var key) || !state.Endpoints.TryGetValue(key, out var endpoints) || !endpoints.ContainsKey(uid))
            {
                yield return $"workload {uid} is no endpoint of {service} on {ports?.ToJsonString()}";
            }
        }

        foreach (var missing in Dumped.Missing($"workload {uid}", written, Dumped.Of(workload, static (json, row) => WorkloadJson.WriteWithPorts(json, row))))
        {
            yield return missing;
        }
    }

    private static IEnumerable<string> CheckService(MeshState state, JsonObject written)
    {
        var name = $"{Text(written, "namespace")}/{Text(written, "hostname")}";
        if (!NamespacedHostname.TryParse(name, out var key) || state.ServiceByKey(key) is not { } service)
        {
            yield return $"service {name} is not there";
            yield break;
        }

        foreach (var vip in written["vips"]?.AsArray() ?? [])
        {
            if (!NetworkAddress.TryParse(vip!.GetValue<string>(), out var address) || state.ServiceAt(address.Network, address.Address)?.Key != key)
            {
                yield return $"service {name} is not found by {vip}";
            }
        }

        foreach (var missing in Dumped.Missing($"service {name}", written, Dumped.Of(service, static (json, row) => ServiceJson.Write(json, row, endpoints: null))))
        {
            yield return missing;
        }
    }

    private static IEnumerable<string> CheckPolicy(MeshState state, JsonObject written)
    {
        var key = $"{Text(written, "namespace")}/{Text(written, "name")}";
        return state.Policies.TryGet(key, out var policy)
            ? Dumped.Missing($"policy {key}", written, Dumped.Of(policy!, PolicyJson.Write))
            : [$"policy {key} is not there"];
    }

    private static string Text(JsonObject written, string field) => written[field]?.GetValue<string>() ?? "";
}
