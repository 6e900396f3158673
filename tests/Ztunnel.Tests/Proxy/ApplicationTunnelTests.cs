using System.Net;
using System.Text;
using Istio.Core.Net;
using Ztunnel.State;

namespace Ztunnel.Tests.Proxy;

/// <summary>Applications that have tunnelled connections delivered in their own way, over real sockets.</summary>
public sealed class ApplicationTunnelTests
{
    private static readonly byte[] Message = "hello"u8.ToArray();

    [Fact]
    public async Task A_proxied_connection_comes_through_localhost_unless_configured_otherwise()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        await using var application = SandwichedApplication.Start(IpAddress.Loopback); // and nowhere else
        Deliver(mesh, new ApplicationTunnel(IsProxyProtocol: true, application.Port));

        using var client = await mesh.ConnectAsync("server", 80);
        Assert.Equal(Message, await client.ExchangeAsync(Message));

        var arrival = await application.First;
        Assert.Equal(IPAddress.Loopback, arrival.Local);
        Assert.Equal(IPAddress.Loopback, arrival.Caller);
        AssertDescribes(mesh, arrival);
    }

    [Fact]
    public async Task Without_the_setting_it_comes_to_the_workloads_address_from_the_callers()
    {
        await using var mesh = await LoopbackMesh.StartAsync(change: settings => settings with { LocalhostAppTunnel = false });
        await using var application = SandwichedApplication.Start(mesh.Server);
        Deliver(mesh, new ApplicationTunnel(IsProxyProtocol: true, application.Port));

        using var client = await mesh.ConnectAsync("server", 80);
        Assert.Equal(Message, await client.ExchangeAsync(Message));

        var arrival = await application.First;
        Assert.Equal(mesh.Server.ToIPAddress(), arrival.Local);
        Assert.Equal(mesh.Client.ToIPAddress(), arrival.Caller);
        AssertDescribes(mesh, arrival);
    }

    [Fact]
    public async Task A_tunnel_without_the_PROXY_protocol_has_a_port_of_its_own_and_stays_off_localhost()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        await using var application = EchoServer.Start(mesh.Server);
        Deliver(mesh, new ApplicationTunnel(IsProxyProtocol: false, application.Port));

        using var client = await mesh.ConnectAsync("server", 80);

        Assert.Equal(Message, await client.ExchangeAsync(Message));
        Assert.Equal(mesh.Client.ToIPAddress(), Assert.Single(application.Callers));
        Assert.Empty(mesh.Application.Callers);
    }

    [Fact]
    public async Task Policies_see_the_port_of_the_tunnel()
    {
        await using var application = SandwichedApplication.Start(IpAddress.Loopback);
        await using var mesh = await LoopbackMesh.StartAsync(
            $$"""[{name: deny, namespace: shop, scope: Namespace, action: Deny, rules: [[[{destinationPorts: [{{application.Port}}]}]]]}]""");
        using (var allowed = await mesh.ConnectAsync("server", 80))
        {
            await allowed.PingAsync();
        }

        Deliver(mesh, new ApplicationTunnel(IsProxyProtocol: true, application.Port));

        using var denied = await mesh.ConnectAsync("server", 80);
        Assert.Equal(2, denied.Reply); // not allowed
    }

    [Fact]
    public async Task An_application_that_does_not_listen_on_localhost_is_unreachable()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        Deliver(mesh, new ApplicationTunnel(IsProxyProtocol: true, mesh.Application.Port)); // listens on the workload's address only

        using var refused = await mesh.ConnectAsync("server", 80);

        Assert.NotEqual(0, refused.Reply);
        Assert.Empty(mesh.Application.Callers);
    }

    private static void Deliver(LoopbackMesh mesh, ApplicationTunnel tunnel)
    {
        var server = mesh.Right.Mesh.Current.WorkloadByUid("c//Pod/shop/server")!;
        mesh.Right.Mesh.Apply(builder => builder.Put(server with { ApplicationTunnel = tunnel }));
    }

    private static void AssertDescribes(LoopbackMesh mesh, SandwichedApplication.Arrival arrival)
    {
        Assert.Equal("\r\n\r\n\0\r\nQUIT\n", Encoding.ASCII.GetString(arrival.Header, 0, 12));
        Assert.Equal([0x21, 0x11], arrival.Header[12..14]);
        Assert.Equal(mesh.Client.ToIPAddress(), arrival.Source.Address);
        Assert.NotEqual(0, arrival.Source.Port);
        Assert.Equal(new IPEndPoint(mesh.Server.ToIPAddress(), mesh.Application.Port), arrival.Destination);
        Assert.Equal((0xd0, "spiffe://cluster.local/ns/shop/sa/client"), arrival.Field);
    }
}
