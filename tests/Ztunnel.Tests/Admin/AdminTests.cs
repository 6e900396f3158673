using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Istio.Core.Net;
using Ztunnel.Admin;
using Ztunnel.Tests.Proxy;

namespace Ztunnel.Tests.Admin;

public sealed class AdminTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_ready_proxy_says_ready()
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        Assert.Equal("ready\n", await Http.GetStringAsync(Url(mesh.Left.ReadinessAddress, "/healthz/ready")));
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync(Url(mesh.Left.ReadinessAddress, "/"))).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Http.PostAsync(Url(mesh.Left.ReadinessAddress, "/healthz/ready"), null)).StatusCode);
    }

    [Fact]
    public void A_proxy_that_is_not_ready_names_what_it_waits_for_and_is_ready_for_good_afterwards()
    {
        var readiness = new Readiness(TimeProvider.System);
        readiness.Await("state manager");
        readiness.Await("proxy");

        Assert.Equal(["proxy", "state manager"], readiness.Pending);
        readiness.Complete("proxy");
        Assert.False(readiness.WhenReady.IsCompleted);
        readiness.Complete("state manager");
        Assert.True(readiness.WhenReady.IsCompleted);
        Assert.Empty(readiness.Pending);
    }

    [Fact]
    public async Task Metrics_come_in_the_format_that_is_asked_for()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(mesh.Left.StatsAddress, "/stats/prometheus"));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text"));

        var open = await Http.SendAsync(request);
        var plain = await Http.GetAsync(Url(mesh.Left.StatsAddress, "/metrics"));

        Assert.Equal("application/openmetrics-text", open.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("# EOF\n", await open.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("text/plain", plain.Content.Headers.ContentType!.MediaType);
        Assert.Contains("istio_build{component=\"ztunnel\"", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_admin_port_answers_on_both_loopback_addresses()
    {
        if (!System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            Assert.Skip("this machine has no IPv6");
        }

        await using var mesh = await LoopbackMesh.StartAsync();
        var address = mesh.Left.AdminAddress;

        Assert.Equal(IpAddress.Loopback, address.Address);
        Assert.StartsWith("{", await Http.GetStringAsync(Url(address, "/config_dump")), StringComparison.Ordinal);
        Assert.StartsWith("{", await Http.GetStringAsync(Url(new(IpAddress.Loopback6, address.Port), "/config_dump")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dump_shows_open_connections_and_certificates()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();

        using var left = JsonDocument.Parse(await Http.GetStringAsync(Url(mesh.Left.AdminAddress, "/config_dump")));
        using var right = JsonDocument.Parse(await Http.GetStringAsync(Url(mesh.Right.AdminAddress, "/config_dump")));

        var outbound = left.RootElement.GetProperty("workloadState").GetProperty($"c//Pod/shop/client@{mesh.Client}").GetProperty("connections").GetProperty("outbound")[0];
        Assert.Equal($"{mesh.Server}:15008", outbound.GetProperty("actualDst").GetString());
        Assert.Equal($"{mesh.Vip}:80", outbound.GetProperty("originalDst").GetString());
        Assert.Equal("HBONE", outbound.GetProperty("protocol").GetString());
        var inbound = right.RootElement.GetProperty("workloadState").GetProperty($"c//Pod/shop/server@{mesh.Server}").GetProperty("connections").GetProperty("inbound")[0];
        Assert.Equal("server.shop.svc.cluster.local", inbound.GetProperty("originalDst").GetString());
        Assert.Equal($"{mesh.Server}:{mesh.Application.Port}", inbound.GetProperty("actualDst").GetString());
        var certificate = right.RootElement.GetProperty("certificates").EnumerateArray().Single(c => c.GetProperty("identity").GetString() == "spiffe://cluster.local/ns/shop/sa/server");
        Assert.Equal("Available", certificate.GetProperty("state").GetString());
        Assert.Equal(1, certificate.GetProperty("certChain").GetArrayLength());
    }

    [Fact]
    public async Task The_dump_says_null_where_no_service_was_meant()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        mesh.Right.Mesh.Apply(builder => builder.RemoveAddress("shop/server.shop.svc.cluster.local"));
        using var client = await mesh.ConnectAsync(mesh.Server, mesh.Application.Port);
        await client.PingAsync();

        using var right = JsonDocument.Parse(await Http.GetStringAsync(Url(mesh.Right.AdminAddress, "/config_dump")));

        var inbound = right.RootElement.GetProperty("workloadState").GetProperty($"c//Pod/shop/server@{mesh.Server}").GetProperty("connections").GetProperty("inbound")[0];
        Assert.Equal(JsonValueKind.Null, inbound.GetProperty("originalDst").ValueKind);
    }

    [Theory]
    [InlineData(0, "null")]
    [InlineData(15088, "15088")]
    public async Task The_dump_shows_application_tunnels(int port, string shown)
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        var server = mesh.Left.Mesh.Current.WorkloadByUid("c//Pod/shop/server")!;
        mesh.Left.Mesh.Apply(builder => builder.Put(server with { ApplicationTunnel = new(IsProxyProtocol: true, (ushort)port) }));

        using var left = JsonDocument.Parse(await Http.GetStringAsync(Url(mesh.Left.AdminAddress, "/config_dump")));

        var tunnel = left.RootElement.GetProperty("workloads").EnumerateArray().Single(w => w.GetProperty("uid").GetString() == server.Uid).GetProperty("applicationTunnel");
        Assert.Equal("PROXY", tunnel.GetProperty("protocol").GetString());
        Assert.Equal(shown, tunnel.GetProperty("port").GetRawText());
    }

    [Fact]
    public async Task Log_levels_change_by_POST_only()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        var url = Url(mesh.Left.AdminAddress, "/logging");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Http.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Http.PostAsync(url + "?level=loud", null)).StatusCode);
        Assert.Contains("proxy:info", await (await Http.PostAsync(url, null)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_can_be_asked_to_stop()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        var url = Url(mesh.Left.AdminAddress, "/quitquitquit");

        await Http.GetAsync(url);
        Assert.False(mesh.Left.QuitRequested.IsCompleted);
        await Http.PostAsync(url, null);
        await mesh.Left.QuitRequested.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static string Url(IpPort address, string path) => $"http://{address}{path}";
}
