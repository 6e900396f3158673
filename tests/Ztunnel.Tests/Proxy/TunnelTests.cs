using System.Net.Sockets;
using Istio.Core.Net;

namespace Ztunnel.Tests.Proxy;

/// <summary>Connections from the client workload through both proxies, by kind of destination.</summary>
public sealed class TunnelTests
{
    private static readonly byte[] Payload = Random.Shared.GetItems("abcdefgh"u8.ToArray(), 1_000_000);
    private static readonly LogCapture Log = LogCapture.Instance;

    [Theory]
    [InlineData("short name")]
    [InlineData("full name")]
    [InlineData("virtual address")]
    [InlineData("workload address")]
    public async Task A_workload_of_the_mesh_is_reached_through_mutual_tls(string asked)
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        using var client = await (asked switch
        {
            "short name" => mesh.ConnectAsync("server", 80),
            "full name" => mesh.ConnectAsync("server.shop.svc.cluster.local", 80),
            "virtual address" => mesh.ConnectAsync(mesh.Vip, 80),
            _ => mesh.ConnectAsync(mesh.Server, mesh.Application.Port),
        });

        Assert.Equal(0, client.Reply);
        Assert.Equal(Payload, await client.ExchangeAsync(Payload));
        Assert.Equal(mesh.Client.ToIPAddress(), Assert.Single(mesh.Application.Callers));
        var lines = await Eventually.GetAsync(() => Log.AccessLines(mesh.Server.ToString()), l => l.Count == 2);
        var outbound = LogCapture.Fields(lines.Single(l => l.Contains("direction=\"outbound\"", StringComparison.Ordinal)));
        var inbound = LogCapture.Fields(lines.Single(l => l.Contains("direction=\"inbound\"", StringComparison.Ordinal)));
        Assert.Equal($"{mesh.Server}:15008", outbound["dst.addr"]);
        Assert.Equal($"{mesh.Server}:{mesh.Application.Port}", outbound["dst.hbone_addr"]);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/client", inbound["src.identity"]);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/server", inbound["dst.identity"]);
        Assert.Equal("server.shop.svc.cluster.local", inbound["dst.service"]); // told from the workload when the client named none
        Assert.Equal(asked != "workload address", outbound.ContainsKey("dst.service"));
        Assert.Equal(("1000000", "1000000"), (inbound["bytes_sent"], outbound["bytes_recv"]));
    }

    [Fact]
    public async Task The_fields_of_an_access_line_come_in_Istios_order()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var client = await mesh.ConnectAsync("server", 80);
        await client.ExchangeAsync("hello"u8.ToArray());

        var lines = await Eventually.GetAsync(() => Log.AccessLines(mesh.Server.ToString()), l => l.Count == 2);

        string[] expected =
        [
            "src.addr", "src.workload", "src.namespace", "src.identity", "dst.addr", "dst.hbone_addr", "dst.service", "dst.workload", "dst.namespace",
            "dst.identity", "direction", "bytes_sent", "bytes_recv", "duration",
        ];
        Assert.All(lines, line => Assert.Equal(expected, LogCapture.Fields(line).Keys));
        Assert.All(lines, line => Assert.Contains("\tinfo\taccess\tconnection complete\t", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_sides_count_the_same_bytes_under_Istios_labels()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var client = await mesh.ConnectAsync("server", 80);
        await client.ExchangeAsync(Payload);

        foreach (var (program, reporter) in new[] { (mesh.Left, "source"), (mesh.Right, "destination") })
        {
            (string, string)[] labels =
            [
                ("reporter", reporter),
                ("source_workload", "client"),
                ("source_principal", "spiffe://cluster.local/ns/shop/sa/client"),
                ("destination_service", "server.shop.svc.cluster.local"),
                ("destination_service_name", "server"),
                ("destination_version", "v2"),
                ("request_protocol", "tcp"),
                ("response_flags", "-"),
                ("connection_security_policy", "mutual_tls"),
                ("destination_zone", "unknown"),
            ];
            await Eventually.HoldsAsync(() => MetricsText.Sum(program.Metrics, "istio_tcp_connections_closed_total", labels) == 1);
            Assert.Equal(1, MetricsText.Sum(program.Metrics, "istio_tcp_connections_opened_total", labels));
            Assert.Equal(1_000_000, MetricsText.Sum(program.Metrics, "istio_tcp_received_bytes_total", labels));
            Assert.Equal(1_000_000, MetricsText.Sum(program.Metrics, "istio_tcp_sent_bytes_total", labels));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_workload_outside_the_mesh_is_reached_in_plain_text(bool byService)
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        using var client = await (byService ? mesh.ConnectAsync(mesh.PlainVip, 80) : mesh.ConnectAsync(mesh.Plain, mesh.PlainApplication.Port));

        Assert.Equal(Payload, await client.ExchangeAsync(Payload));
        var line = LogCapture.Fields(Assert.Single(await Eventually.GetAsync(() => Log.AccessLines($"{mesh.Plain}:"), l => l.Count == 1)));
        Assert.Equal($"{mesh.Plain}:{mesh.PlainApplication.Port}", line["dst.addr"]);
        Assert.False(line.ContainsKey("src.identity"));
        Assert.False(line.ContainsKey("dst.hbone_addr"));
        Assert.Equal(1, MetricsText.Sum(mesh.Left.Metrics, "istio_tcp_connections_opened_total", ("connection_security_policy", "unknown"), ("source_principal", "unknown"), ("destination_principal", "spiffe://cluster.local/ns/shop/sa/plain")));
    }

    [Fact]
    public async Task An_unknown_address_is_passed_through()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        await using var other = EchoServer.Start(IpAddress.Loopback);

        using var client = await mesh.ConnectAsync(IpAddress.Loopback, other.Port);

        Assert.Equal(Payload, await client.ExchangeAsync(Payload));
        Assert.Equal(1, MetricsText.Sum(mesh.Left.Metrics, "istio_tcp_connections_opened_total", ("destination_workload", "unknown"), ("destination_principal", "unknown")));
    }

    [Fact]
    public async Task Half_close_goes_through_in_each_direction()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var client = await mesh.ConnectAsync("server", 80);

        await client.PingAsync();
        client.Stream.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1])); // the application saw the end and ended in turn
    }

    [Fact]
    public async Task Many_connections_share_pooled_ones()
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        var clients = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => mesh.ConnectAsync("server", 80)));
        await Task.WhenAll(clients.Select(client => client.PingAsync()));
        var replies = await Task.WhenAll(clients.Select(client => client.ExchangeAsync("x"u8.ToArray())));

        Assert.All(replies, reply => Assert.Equal("x"u8.ToArray(), reply));
        Assert.Equal(300, mesh.Application.Callers.Count);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Theory]
    [InlineData("nobody.example.invalid", 80, 4)]
    [InlineData("server", 82, 4)]
    [InlineData("server", 81, 2)]
    public async Task An_unreachable_destination_is_reported_to_the_socks5_client(string host, int port, byte reply)
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        using var client = await mesh.ConnectAsync(host, port);

        Assert.Equal(reply, client.Reply);
    }

    [Fact]
    public async Task An_application_that_does_not_answer_is_503_with_flag_CONNECT()
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        using var client = await mesh.ConnectAsync("server", 81); // target port 1: nobody listens

        var lines = await Eventually.GetAsync(() => Log.AccessLines(mesh.Server.ToString()), l => l.Count == 2);
        Assert.Contains(lines, line => line.Contains("error=\"http status: 503 Service Unavailable\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("error=\"connection failed: connect: ", StringComparison.Ordinal));
        Assert.Equal(1, MetricsText.Sum(mesh.Right.Metrics, "istio_tcp_connections_closed_total", ("response_flags", "CONNECT")));
    }

    [Fact]
    public async Task The_proxys_own_ports_are_no_destination()
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        using var client = await mesh.ConnectAsync(mesh.Server, 15006);

        Assert.Equal(2, client.Reply);
        Assert.Empty(mesh.Application.Callers);
    }
}
