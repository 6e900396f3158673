using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Core.Net;
using Istio.Testing;
using Ztunnel.Admin;
using Ztunnel.Settings;

namespace Ztunnel.Tests.Admin;

/// <summary><c>/config_dump</c> against what Istio's ztunnel printed.</summary>
public sealed class RecordedDumpTests
{
    private static readonly HttpClient Http = new();

    /// <summary>Settings of the DNS proxy and of shared mode, which this version does not have.</summary>
    private static readonly string[] NotDone = ["dnsProxy", "dnsProxyAddr", "dnsResolverCfg", "dnsResolverOpts", "inpodPortReuse", "inpodUds"];

    /// <summary>Settings of our own.</summary>
    private static readonly string[] Own = ["closeUntrustedConnections", "dryRunPolicies"];

    [Fact]
    public void Settings_are_shown_as_Istio_shows_them()
    {
        var recorded = Recorded("metrics-recorded", "ztunnel-client.config_dump.json")["config"]!.AsObject();
        var environment = new Dictionary<string, string>
        {
            ["PROXY_MODE"] = "dedicated",
            ["PROXY_WORKLOAD_INFO"] = "default/client/client",
            ["NODE_NAME"] = "nodeA",
            ["CLUSTER_ID"] = "c",
            ["FAKE_CA"] = "true",
            ["XDS_ADDRESS"] = "",
            ["IPV6_ENABLED"] = "false",
            ["ENABLE_ORIG_SRC"] = "false",
        };
        var settings = new SettingsReader(environment, _ => null).Read() with { Arguments = "proxy ztunnel" };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            SettingsJson.Write(json, settings);
            json.WriteEndObject();
        }

        var ours = JsonNode.Parse(buffer.WrittenSpan)!["config"]!.AsObject();

        AssertSame(Without(recorded, NotDone), Without(ours, [.. NotDone, .. Own]));
    }

    [Fact]
    public async Task The_mesh_is_shown_as_Istio_shows_it()
    {
        var recorded = Recorded("ambient-recorded", "ztunnel", "config_dump.json");

        var ours = await DumpAsync(AsLocalConfiguration(recorded).ToJsonString()); // JSON is YAML

        foreach (var section in new[] { "workloads", "services", "policies", "stagedServices" })
        {
            AssertSame(recorded[section], ours[section]);
        }
    }

    [Fact]
    public async Task A_local_configuration_is_shown_as_Istio_shows_it()
    {
        var recorded = Recorded("metrics-recorded", "ztunnel-client.config_dump.json");

        var ours = await DumpAsync(await File.ReadAllTextAsync(RepositoryPaths.RequireConformance("metrics-recorded", "ztunnel-local.yaml"), TestContext.Current.CancellationToken));

        foreach (var section in new[] { "workloads", "services", "policies", "stagedServices", "staticConfig" })
        {
            AssertSame(recorded[section], ours[section]);
        }

        Assert.Equal(recorded["version"]!.AsObject().Select(field => field.Key), ours["version"]!.AsObject().Select(field => field.Key));
    }

    /// <summary>Compares the texts: the order of what is in a list counts, and a difference can be seen.</summary>
    private static void AssertSame(JsonNode? recorded, JsonNode? ours)
    {
        var indented = new JsonSerializerOptions { WriteIndented = true };
        Assert.Equal(recorded?.ToJsonString(indented), ours?.ToJsonString(indented));
    }

    private static JsonObject Recorded(params string[] path) => JsonNode.Parse(File.ReadAllText(RepositoryPaths.RequireConformance(path)))!.AsObject();

    private static JsonObject Without(JsonObject all, string[] names)
    {
        var rest = all.DeepClone().AsObject();
        foreach (var name in names)
        {
            rest.Remove(name);
        }

        return rest;
    }

    /// <summary>The same mesh as a local configuration: there the ports of an endpoint are said by its workload.</summary>
    private static JsonObject AsLocalConfiguration(JsonObject dump)
    {
        var services = dump["services"]!.AsArray();
        return new JsonObject
        {
            ["workloads"] = new JsonArray([.. dump["workloads"]!.AsArray().Select(workload => WithPorts(workload!.AsObject(), services))]),
            ["services"] = new JsonArray([.. services.Select(service => Without(service!.AsObject(), ["endpoints"]))]),
            ["policies"] = dump["policies"]!.DeepClone(),
        };
    }

    private static JsonObject WithPorts(JsonObject workload, JsonArray services)
    {
        var memberships = new JsonObject();
        foreach (var service in services)
        {
            if (service!["endpoints"]![workload["uid"]!.GetValue<string>()] is { } endpoint)
            {
                memberships[$"{service["namespace"]}/{service["hostname"]}"] = endpoint["port"]!.DeepClone();
            }
        }

        var written = Without(workload, ["services"]);
        written["services"] = memberships;
        return written;
    }

    /// <summary>The dump of a proxy that knows this mesh and serves nobody in it.</summary>
    private static async Task<JsonObject> DumpAsync(string localState)
    {
        var settings = new ZtunnelSettings
        {
            Mode = ProxyMode.Standalone,
            Node = "elsewhere",
            FakeCa = true,
            LocalState = localState,
            Admin = new(IpAddress.Loopback, 0),
            Stats = new(IpAddress.Loopback, 0),
            Readiness = new(IpAddress.Loopback, 0),
        };
        await using var program = new ZtunnelProgram(settings, TimeProvider.System);
        await program.StartAsync();
        return JsonNode.Parse(await Http.GetStringAsync($"http://{program.AdminAddress}/config_dump"))!.AsObject();
    }
}
