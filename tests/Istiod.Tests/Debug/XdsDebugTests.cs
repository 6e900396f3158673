using System.Text.Json;
using Envoy.Service.Discovery.V3;
using Envoy.Service.Status.V3;
using Grpc.Core;
using Istio.Core.Names;

namespace Istiod.Tests.Debug;

/// <summary>Debug pages asked for over xDS.</summary>
public sealed class XdsDebugTests
{
    private const string ToolNode = "sidecar~127.0.0.2~tool.istio-system~istio-system.svc.cluster.local";

    [Fact]
    public async Task A_page_is_what_it_is_over_http()
    {
        await using var istiod = await RunningIstiod.StartAsync(static directory => directory.Write("config/c.yaml", SampleObjects.Policy("callers")));
        using var tool = istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "tool"));

        await AskAsync(tool, TypeUrls.Debug, "configz?pretty", ToolNode);

        var resource = Assert.Single((await tool.NextAsync()).Resources);
        Assert.Equal(("configz?pretty", TypeUrls.Debug), (resource.Name, resource.Resource_.TypeUrl));
        Assert.Equal(await istiod.PageAsync("/debug/configz?pretty"), resource.Resource_.Value.ToStringUtf8());
    }

    [Fact]
    public async Task An_acknowledgement_is_not_answered_and_the_next_question_is()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var tool = istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "tool"));
        await AskAsync(tool, TypeUrls.Debug, "list", ToolNode);
        await tool.NextAsync();

        await AskAsync(tool, TypeUrls.Debug, "mesh", ToolNode);

        Assert.Equal("mesh", Assert.Single((await tool.NextAsync()).Resources).Name);
    }

    [Fact]
    public async Task A_workload_sees_proxies_of_its_own_namespace_only()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var ztunnel = istiod.Delta();
        await ztunnel.SubscribeAsync(TypeUrls.Address);
        await ztunnel.NextAsync();

        Assert.Contains("not connected", await DumpAsync(istiod, "shop", "sidecar~127.0.0.2~web.shop~shop.svc.cluster.local"), StringComparison.Ordinal);
        using var dump = JsonDocument.Parse(await DumpAsync(istiod, "istio-system", ToolNode));
        Assert.True(dump.RootElement.TryGetProperty("configs", out _));
    }

    [Fact]
    public async Task A_tool_that_asks_is_no_client_of_the_mesh()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var tool = istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "tool"));
        await AskAsync(tool, TypeUrls.Debug, "connections", ToolNode);

        Assert.Contains("\"totalClients\":0", Assert.Single((await tool.NextAsync()).Resources).Resource_.Value.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, StatusCode.InvalidArgument)]
    [InlineData(false, StatusCode.Unauthenticated)]
    public async Task A_question_needs_one_name_and_a_caller(bool authenticated, StatusCode expected)
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var tool = authenticated ? istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "tool")) : istiod.Delta();

        await tool.SubscribeAsync(TypeUrls.Debug, RunningIstiod.NodeOf(ToolNode));

        Assert.Equal(expected, (await tool.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task The_state_of_clients_comes_as_messages()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var ztunnel = istiod.Delta();
        await ztunnel.SubscribeAsync(TypeUrls.Address);
        await ztunnel.NextAsync();
        await istiod.UntilAsync("/debug/syncz", static page => !page.Contains("\"acked\":\"\"", StringComparison.Ordinal) && page.Contains("acked", StringComparison.Ordinal));
        using var tool = istiod.Delta();

        await AskAsync(tool, "istio.io/debug/syncz", "ztunnel", ToolNode);

        var resource = Assert.Single((await tool.NextAsync()).Resources);
        var client = resource.Resource_.Unpack<ClientConfig>();
        Assert.Equal(("ztunnel-a.istio-system", "ztunnel-a.istio-system"), (resource.Name, client.Node.Id));
        var exchange = Assert.Single(client.GenericXdsConfigs);
        Assert.Equal((TypeUrls.Address, ConfigStatus.Synced), (exchange.TypeUrl, exchange.ConfigStatus));
    }

    private static async Task<string> DumpAsync(RunningIstiod istiod, string ns, string node)
    {
        using var client = istiod.Delta(istiod.Secure(), istiod.TokenOf(ns, "web"));
        await AskAsync(client, TypeUrls.Debug, "config_dump?proxyID=ztunnel-a", node);
        return Assert.Single((await client.NextAsync()).Resources).Resource_.Value.ToStringUtf8();
    }

    private static Task AskAsync(DeltaClient client, string typeUrl, string name, string node) =>
        client.SendAsync(new DeltaDiscoveryRequest { TypeUrl = typeUrl, Node = RunningIstiod.NodeOf(node), ResourceNamesSubscribe = { name } });
}
