using System.Net.NetworkInformation;
using System.Text.Json;
using Istio.Core.Identity;
using Istio.Core.Names;
using Istio.Core.Net;

namespace Ztunnel.Tests.Proxy;

/// <summary>What is held for an identity goes with the last workload of the node that has it.</summary>
public sealed class IdentityTests
{
    private static readonly HttpClient Http = new();
    private static readonly SpiffeId Client = new("cluster.local", "shop", "client");
    private static readonly SpiffeId Server = new("cluster.local", "shop", "server");

    private readonly CountingIssuer _quicklyRenewed = new(TimeSpan.FromSeconds(122));

    [Fact]
    public async Task The_certificate_of_an_identity_goes_with_its_last_workload()
    {
        await using var mesh = await LoopbackMesh.StartAsync(issuer: _quicklyRenewed);
        var first = mesh.Right.Mesh.Current.WorkloadByUid("c//Pod/shop/server")!;
        var second = first with { Uid = "c//Pod/shop/server-2", Addresses = [IpAddress.Parse($"{mesh.Server}2")] }; // .22 beside .2
        mesh.Right.Mesh.Apply(builder => builder.Put(second));
        await Eventually.HoldsAsync(() => _quicklyRenewed.Requests(Server) >= 2);

        mesh.Right.Mesh.Apply(builder => builder.RemoveAddress(first.Uid));
        var afterFirst = _quicklyRenewed.Requests(Server);
        await Eventually.HoldsAsync(() => _quicklyRenewed.Requests(Server) >= afterFirst + 2);
        Assert.Contains(Server.ToString(), await IdentitiesAsync(mesh.Right));

        mesh.Right.Mesh.Apply(builder => builder.RemoveAddress(second.Uid));
        await DisappearsAsync(mesh.Right, Server);
        var (server, client) = (_quicklyRenewed.Requests(Server), _quicklyRenewed.Requests(Client));
        await Eventually.HoldsAsync(() => _quicklyRenewed.Requests(Client) >= client + 3); // three of the other node's renewals long
        Assert.Equal(server, _quicklyRenewed.Requests(Server));
    }

    [Fact]
    public async Task A_workload_that_comes_back_gets_a_certificate_again()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var before = await mesh.ConnectAsync("server", 80);
        var server = mesh.Right.Mesh.Current.WorkloadByUid("c//Pod/shop/server")!;
        mesh.Right.Mesh.Apply(builder => builder.RemoveAddress(server.Uid));
        await DisappearsAsync(mesh.Right, Server);

        mesh.Right.Mesh.Apply(builder => builder.Put(server));

        using var again = await Eventually.ConnectAsync(() => mesh.ConnectAsync("server", 80));
        await again.PingAsync();
        Assert.Contains(Server.ToString(), await IdentitiesAsync(mesh.Right));
    }

    [Fact]
    public async Task Pooled_connections_of_an_identity_that_left_end_with_their_last_tunnel()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        var open = await mesh.ConnectAsync("server", 80);
        await open.PingAsync();
        var client = mesh.Left.Mesh.Current.WorkloadByUid("c//Pod/shop/client")!;

        mesh.Left.Mesh.Apply(builder => builder.Put(client with { ServiceAccount = "renamed" }));
        await DisappearsAsync(mesh.Left, Client);

        await open.PingAsync();
        using var next = await mesh.ConnectAsync("server", 80);
        await next.PingAsync();
        Assert.Equal([Client with { ServiceAccount = "renamed" }], (await IdentitiesAsync(mesh.Left)).Select(Parse));
        Assert.Equal(2, MeshConnections(mesh));
        open.Dispose();
        await Eventually.HoldsAsync(() => MeshConnections(mesh) == 1);
        await next.PingAsync();
    }

    /// <summary>Established connections from the client workload to the server's HBONE port, as the machine counts them.</summary>
    private static int MeshConnections(LoopbackMesh mesh) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Count(connection =>
        connection.State == TcpState.Established
        && connection.LocalEndPoint.Address.Equals(mesh.Client.ToIPAddress())
        && connection.RemoteEndPoint.Address.Equals(mesh.Server.ToIPAddress())
        && connection.RemoteEndPoint.Port == Ports.Hbone);

    private static SpiffeId Parse(string text) => SpiffeId.TryParse(text, out var id) ? id : throw new FormatException(text);

    private static async Task<IReadOnlyList<string>> IdentitiesAsync(ZtunnelProgram program)
    {
        using var dump = JsonDocument.Parse(await Http.GetStringAsync($"http://{program.AdminAddress}/config_dump"));
        return [.. dump.RootElement.GetProperty("certificates").EnumerateArray().Select(certificate => certificate.GetProperty("identity").GetString()!)];
    }

    private static async Task DisappearsAsync(ZtunnelProgram program, SpiffeId identity)
    {
        for (var attempt = 0; (await IdentitiesAsync(program)).Contains(identity.ToString()); attempt++)
        {
            Assert.True(attempt < 500, $"{identity} is still held");
            await Task.Delay(10);
        }
    }
}
