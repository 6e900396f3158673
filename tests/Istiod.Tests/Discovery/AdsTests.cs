using System.Diagnostics;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Istio.Api.Mesh;
using Istio.Core.Names;

namespace Istiod.Tests.Discovery;

/// <summary>Clients of the whole control plane over real connections.</summary>
public sealed class AdsTests
{
    [Fact]
    public async Task A_ztunnel_gets_workloads_policies_and_the_trust_bundle()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory =>
        {
            directory.Write("config/a.yaml", SampleObjects.Namespaces);
            directory.Write("config/b.yaml", SampleObjects.Pod("web-1", "10.0.0.1"));
            directory.Write("config/c.yaml", SampleObjects.Policy("callers"));
        });
        using var client = istiod.Delta();

        await client.SubscribeAsync(TypeUrls.Address);
        Assert.Equal(["Kubernetes//Pod/shop/web-1"], (await client.NextAsync()).Resources.Select(resource => resource.Name));
        await client.SubscribeAsync(TypeUrls.Authorization);
        Assert.Equal(["shop/callers"], (await client.NextAsync()).Resources.Select(resource => resource.Name));
        await client.SubscribeAsync(TypeUrls.ProxyConfig);
        var bundle = ProxyConfig.Parser.ParseFrom(Assert.Single((await client.NextAsync()).Resources).Resource_.Value);
        Assert.Equal([istiod.Ca.Bundle.Pem], bundle.CaCertificatesPem);
    }

    [Fact]
    public async Task A_change_in_a_quiet_mesh_reaches_the_client_without_a_wait_and_carries_nothing_else()
    {
        // Whatever waited for quiet would wait for longer than the test.
        await using var istiod = await RunningIstiod.StartAsync(
            static directory =>
            {
                directory.Write("config/a.yaml", SampleObjects.Namespaces + "---\n" + SampleObjects.Pod("web-1", "10.0.0.1"));
                directory.Write("config/c.yaml", SampleObjects.Policy("callers"));
            },
            environment: ("PILOT_DEBOUNCE_AFTER", "1h"));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Address);
        await client.NextAsync();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();

        istiod.Write(".c", SampleObjects.Policy("callers", "DENY"));
        File.Move(Path.Combine(istiod.ConfigFolder, ".c"), Path.Combine(istiod.ConfigFolder, "c.yaml"), overwrite: true);
        var response = await client.NextAsync();

        Assert.Equal(TypeUrls.Authorization, response.TypeUrl);
        Assert.Equal(["shop/callers"], response.Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_not_read()
    {
        await using var istiod = await RunningIstiod.StartAsync(
            static directory =>
            {
                directory.Write("config/b.yaml", SampleObjects.Policy("others"));
                directory.Write("config/c.yaml", SampleObjects.Policy("callers"));
            },
            environment: ("PILOT_DEBOUNCE_AFTER", "1h"));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();

        // Written in place, then another file that is put there whole: the events come in order.
        istiod.Write("c.yaml", SampleObjects.Policy("callers", "DENY"));
        istiod.Write(".b", SampleObjects.Policy("others", "DENY"));
        File.Move(Path.Combine(istiod.ConfigFolder, ".b"), Path.Combine(istiod.ConfigFolder, "b.yaml"), overwrite: true);

        Assert.Equal(["shop/others"], (await client.NextAsync()).Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task A_file_removed_removes_its_resources()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory =>
        {
            directory.Write("config/a.yaml", SampleObjects.Namespaces);
            directory.Write("config/b.yaml", SampleObjects.Pod("web-1", "10.0.0.1"));
        });
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Address);
        await client.NextAsync();

        File.Delete(Path.Combine(istiod.ConfigFolder, "b.yaml"));

        Assert.Equal(["Kubernetes//Pod/shop/web-1"], (await client.NextAsync()).RemovedResources);
    }

    [Fact]
    public async Task A_broken_document_keeps_the_last_good_version_in_force()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        var good = Assert.Single((await client.NextAsync()).Resources);

        istiod.Write("c.yaml", SampleObjects.Policy("callers").Replace("rules:", "rulez:", StringComparison.Ordinal));
        // The next change proves that the broken one was looked at and left out.
        istiod.Write("d.yaml", SampleObjects.Policy("others"));

        Assert.Equal(["shop/others"], (await client.NextAsync()).Resources.Select(resource => resource.Name));
        using var late = istiod.Delta();
        await late.SubscribeAsync(TypeUrls.Authorization);
        Assert.Contains(good, (await late.NextAsync()).Resources);
    }

    [Fact]
    public async Task A_client_that_comes_back_is_sent_only_what_changed()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory =>
        {
            directory.Write("config/c.yaml", SampleObjects.Policy("callers"));
            directory.Write("config/d.yaml", SampleObjects.Policy("others"));
        });
        Dictionary<string, string> held;
        using (var first = istiod.Delta())
        {
            await first.SubscribeAsync(TypeUrls.Authorization);
            held = (await first.NextAsync()).Resources.ToDictionary(resource => resource.Name, resource => resource.Version);
        }

        held["shop/others"] = "another";
        held["shop/gone"] = "some";
        using var second = istiod.Delta();
        await second.SubscribeAsync(TypeUrls.Authorization, versions: held);
        var response = await second.NextAsync();

        Assert.Equal(["shop/others"], response.Resources.Select(resource => resource.Name));
        Assert.Equal(["shop/gone"], response.RemovedResources);
    }

    [Fact]
    public async Task Policies_on_trial_go_to_nodes_that_ask_for_them_only()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("trial", dryRun: true)));
        using var plain = istiod.Delta();
        using var asking = istiod.Delta();

        await plain.SubscribeAsync(TypeUrls.Authorization);
        Assert.Empty((await plain.NextAsync()).Resources);
        await asking.SubscribeAsync(TypeUrls.Authorization, RunningIstiod.NodeOf(metadata: ("DRY_RUN_POLICIES", "true")));
        var policy = Istio.Api.Security.Authorization.Parser.ParseFrom(Assert.Single((await asking.NextAsync()).Resources).Resource_.Value);
        Assert.True(policy.DryRun);

        istiod.Write("c.yaml", SampleObjects.Policy("trial"));
        Assert.Equal(["shop/trial"], (await plain.NextAsync()).Resources.Select(resource => resource.Name));
        policy = Istio.Api.Security.Authorization.Parser.ParseFrom(Assert.Single((await asking.NextAsync()).Resources).Resource_.Value);
        Assert.False(policy.DryRun);
    }

    [Fact]
    public async Task A_root_taken_out_of_the_mesh_configuration_leaves_the_bundle()
    {
        var partner = new Authority.TestCa(TimeProvider.System.GetUtcNow(), "partner");
        await using var istiod = await RunningIstiod.StartAsync(directory => directory.Write("mesh.yaml", MeshConfig(partner.Bundle.Pem)));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.ProxyConfig);
        Assert.Equal(2, Bundle(await client.NextAsync()).Count);

        istiod.WriteMeshConfig("trustDomain: cluster.local\n");

        Assert.Equal([istiod.Ca.Bundle.Pem], Bundle(await client.NextAsync()));
    }

    [Fact]
    public async Task A_mesh_configuration_is_followed_though_its_folder_is_missing_at_start()
    {
        await using var istiod = await RunningIstiod.StartAsync(meshConfig: "etc/istio/config/mesh");
        Directory.CreateDirectory(Path.GetDirectoryName(istiod.MeshConfigFile)!);
        istiod.WriteMeshConfig("rootNamespace: first\n");
        await istiod.UntilAsync("/debug/mesh", static page => page.Contains("\"first\"", StringComparison.Ordinal));

        istiod.WriteMeshConfig("rootNamespace: second\n");

        await istiod.UntilAsync("/debug/mesh", static page => page.Contains("\"second\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configuration_folder_exchanged_as_a_whole_is_read_again_and_watched_on()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("old")));
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Authorization);
        await client.NextAsync();

        Directory.Move(istiod.ConfigFolder, $"{istiod.ConfigFolder}.before");
        Directory.CreateDirectory($"{istiod.ConfigFolder}.next");
        File.WriteAllText(Path.Combine($"{istiod.ConfigFolder}.next", "d.yaml"), SampleObjects.Policy("new"));
        Directory.Move($"{istiod.ConfigFolder}.next", istiod.ConfigFolder);
        var response = await client.NextAsync();
        Assert.Equal(["shop/new"], response.Resources.Select(resource => resource.Name));
        Assert.Equal(["shop/old"], response.RemovedResources);

        istiod.Write("e.yaml", SampleObjects.Policy("later"));
        Assert.Equal(["shop/later"], (await client.NextAsync()).Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task State_of_the_world_clients_are_served_too()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(istiod.Plain())
            .StreamAggregatedResources(cancellationToken: TestContext.Current.CancellationToken);

        await call.RequestStream.WriteAsync(new() { TypeUrl = TypeUrls.Authorization, Node = RunningIstiod.NodeOf() }, TestContext.Current.CancellationToken);

        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Single(call.ResponseStream.Current.Resources);
        Assert.NotEmpty(call.ResponseStream.Current.VersionInfo);
    }

    [Theory]
    [InlineData("", StatusCode.InvalidArgument, "missing node information")]
    [InlineData("not-a-node-id", StatusCode.InvalidArgument, "missing parts in the service node \"not-a-node-id\"")]
    [InlineData("sidecar~10.0.0.1~a.shop~shop.svc.cluster.local", StatusCode.Unimplemented, "proxies of type sidecar are not served yet, only ztunnel")]
    public async Task A_client_that_cannot_be_served_is_told_why(string nodeId, StatusCode code, string detail)
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();

        await client.SubscribeAsync(TypeUrls.Address, RunningIstiod.NodeOf(nodeId));

        Assert.Equal(new Status(code, detail), await client.EndAsync());
    }

    [Theory]
    [InlineData("false", StatusCode.Unknown)]
    [InlineData("true", StatusCode.OK)]
    public async Task Without_ambient_a_ztunnel_is_refused_before_it_is_asked_who_it_is(string variable, StatusCode expected)
    {
        await using var istiod = await RunningIstiod.StartAsync(environment: ("PILOT_ENABLE_AMBIENT", variable));
        using var client = istiod.Delta(istiod.Secure(), istiod.TokenOf(expected == StatusCode.OK ? "istio-system" : "shop", "ztunnel"));
        await client.SubscribeAsync(TypeUrls.Address);

        if (expected == StatusCode.OK)
        {
            Assert.Equal(TypeUrls.Address, (await client.NextAsync()).TypeUrl);
            return;
        }

        var status = await client.EndAsync();
        Assert.Equal((expected, "ztunnel requires PILOT_ENABLE_AMBIENT=true"), (status.StatusCode, status.Detail));
        Assert.Contains("\"totalClients\":0", await istiod.PageAsync("/debug/connections"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_secure_port_a_client_without_a_token_is_nobody()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta(istiod.Secure());

        var end = await client.EndAsync();

        Assert.Equal((StatusCode.Unauthenticated, "authentication failure"), (end.StatusCode, end.Detail));
    }

    [Theory]
    [InlineData("other", "ztunnel", "authorization failed: no identities ([spiffe://cluster.local/ns/other/sa/ztunnel]) matched istio-system/ztunnel")]
    [InlineData("istio-system", "web", "authorization failed: no identities ([spiffe://cluster.local/ns/istio-system/sa/web]) matched istio-system/ztunnel")]
    public async Task A_client_may_not_speak_for_another_node(string ns, string account, string detail)
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta(istiod.Secure(), istiod.TokenOf(ns, account));

        await client.SubscribeAsync(TypeUrls.Address, RunningIstiod.NodeOf(metadata: ("SERVICE_ACCOUNT", "ztunnel")));

        var end = await client.EndAsync();
        Assert.Equal((StatusCode.PermissionDenied, detail), (end.StatusCode, end.Detail));
    }

    [Fact]
    public async Task A_client_with_the_identity_of_its_node_is_served()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/b.yaml", SampleObjects.Pod("web-1", "10.0.0.1")));
        using var client = istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "ztunnel"));

        await client.SubscribeAsync(TypeUrls.Address, RunningIstiod.NodeOf(metadata: ("SERVICE_ACCOUNT", "ztunnel")));

        Assert.Single((await client.NextAsync()).Resources);
    }

    [Theory]
    [InlineData("ztunnel-a", null)]
    [InlineData("ztunnel-b", "authorization failed: the token is bound to pod istio-system/ztunnel-b, the node id names ztunnel-a.istio-system")]
    public async Task A_token_that_is_bound_to_a_pod_speaks_for_that_pod_alone(string pod, string? refusal)
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/b.yaml", SampleObjects.Pod("web-1", "10.0.0.1")));
        using var client = istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "ztunnel", pod));

        await client.SubscribeAsync(TypeUrls.Address);

        if (refusal is null)
        {
            Assert.Single((await client.NextAsync()).Resources);
            return;
        }

        var end = await client.EndAsync();
        Assert.Equal((StatusCode.PermissionDenied, refusal), (end.StatusCode, end.Detail));
    }

    [Fact]
    public async Task Open_streams_end_at_once_when_istiod_stops()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Address);
        await client.NextAsync();

        var ending = client.EndAsync();
        var started = Stopwatch.GetTimestamp();
        await istiod.StopAsync();

        var end = await ending;
        Assert.Equal((StatusCode.Unavailable, "istiod is shutting down"), (end.StatusCode, end.Detail));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5), "the stop waited for the stream");
    }

    private static string MeshConfig(string pem) =>
        $"caCertificates:\n- pem: |\n{string.Join('\n', pem.Trim().Split('\n').Select(line => $"    {line}"))}\n";

    private static IReadOnlyList<string> Bundle(DeltaDiscoveryResponse response) =>
        ProxyConfig.Parser.ParseFrom(Assert.Single(response.Resources).Resource_.Value).CaCertificatesPem;
}
