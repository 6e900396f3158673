using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Istio.Core.Names;
using Istio.Xds.Server;
using Istiod.Serving;
using Istiod.Serving.Bounds;

namespace Istiod.Tests.Serving.Bounds;

/// <summary>Requests of real clients at the bounds of the whole control plane.</summary>
public sealed class RequestBoundsTests
{
    [Fact]
    public async Task A_stranger_has_64_discovery_types_and_the_metrics_name_none_that_it_made_up()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();
        for (var i = 0; i < ServerStream.MostTypes; i++)
        {
            await client.SubscribeAsync($"made.up/{i}", RunningIstiod.NodeOf(RunningIstiod.ZtunnelNode, ("ISTIO_VERSION", new string('v', 100))));
            await client.NextAsync();
        }

        var metrics = await istiod.PageAsync("/metrics");
        Assert.DoesNotContain("made.up", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("vvvv", metrics, StringComparison.Ordinal);
        Assert.Contains("pilot_xds{version=\"other\"} 1", metrics, StringComparison.Ordinal);
        await client.SubscribeAsync("made.up/more");

        Assert.Equal(StatusCode.ResourceExhausted, (await client.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task A_stream_may_hold_so_many_names_and_no_more()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.ProxyConfig);
        var ended = client.EndAsync();
        await SendUntilRefusedAsync(async () =>
        {
            // Each has a thousand characters: more than two thousand bytes.
            for (var names = 0; names < HeldMemory.Most / 2000; names += 1000)
            {
                var request = new DeltaDiscoveryRequest { TypeUrl = TypeUrls.ProxyConfig };
                request.ResourceNamesSubscribe.Add(Enumerable.Range(names, 1000).Select(static i => $"{i:D1000}"));
                await client.SendAsync(request);
            }
        });

        Assert.Equal(StatusCode.ResourceExhausted, (await ended).StatusCode);
    }

    [Fact]
    public async Task A_node_id_too_long_is_refused_and_not_repeated()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();
        await client.SubscribeAsync(TypeUrls.Address, RunningIstiod.NodeOf(new string('x', 2000)));

        var status = await client.EndAsync();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Equal("the node id has 2000 characters, at most 1024 are accepted", status.Detail);
    }

    [Fact]
    public async Task What_a_connection_may_have_open_is_bounded()
    {
        await using var istiod = await RunningIstiod.StartAsync(environment: ("PILOT_MAX_REQUESTS_PER_SECOND", "10000"));
        var connection = istiod.Plain();
        var clients = new List<DeltaClient>();
        for (var i = 0; i < ConnectionShare.MostStreams; i++)
        {
            clients.Add(istiod.Delta(connection));
            await clients[^1].SubscribeAsync(TypeUrls.Address);
            await clients[^1].NextAsync();
        }

        using var more = istiod.Delta(connection);
        Assert.Equal(StatusCode.ResourceExhausted, (await more.EndAsync()).StatusCode);
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Who_has_proved_who_it_is_may_resume_with_more_than_a_stranger_may()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        // 20 MiB, as a client would send that holds 100,000 workloads.
        var versions = Enumerable.Range(0, 100_000).ToDictionary(static i => $"Kubernetes//Pod/shop/{i:D160}", static _ => "0123456789abcdef");
        using var stranger = istiod.Delta();
        using var known = istiod.Delta(istiod.Secure(), istiod.TokenOf("istio-system", "ztunnel"));

        await SendUntilRefusedAsync(() => stranger.SubscribeAsync(TypeUrls.Address, versions: versions));
        await known.SubscribeAsync(TypeUrls.Address, RunningIstiod.NodeOf(RunningIstiod.ZtunnelNode, ("SERVICE_ACCOUNT", "ztunnel")), versions);

        Assert.Equal(StatusCode.ResourceExhausted, (await stranger.EndAsync()).StatusCode);
        await AssertRemovedAsync(known, versions.Count);
    }

    [Fact]
    public async Task A_compressed_request_is_refused()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = RawCall.Connect();
        using var message = new MemoryStream();
        await using (var zip = new GZipStream(message, CompressionLevel.Optimal, leaveOpen: true))
        {
            var request = new DeltaDiscoveryRequest { Node = RunningIstiod.NodeOf(), TypeUrl = TypeUrls.Address };
            await zip.WriteAsync(request.ToByteArray(), TestContext.Current.CancellationToken);
        }

        using var call = RawCall.Whole(client, istiod.Url(Listener.Grpc, RawCall.Delta), message.ToArray(), compressed: true);

        Assert.Equal(StatusCode.Unimplemented, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task A_page_takes_no_body()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        var address = istiod.Url(Listener.Monitoring, "");
        using var client = new TcpClient(address.Host, address.Port);
        const string Request = "GET /version HTTP/1.1\r\nHost: x\r\n";
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"{Request}Content-Length: 5\r\n\r\nabcde{Request}Connection: close\r\n\r\n"), TestContext.Current.CancellationToken);

        // The connection ends with the first answer, for nobody looks for the end of the body.
        using var reader = new StreamReader(client.GetStream());
        var answers = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Single(answers.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_question_names_little()
    {
        await using var istiod = await RunningIstiod.StartAsync();
        using var client = istiod.Delta();
        var request = new DeltaDiscoveryRequest { Node = RunningIstiod.NodeOf(), TypeUrl = "istio.io/debug/syncz" };
        request.ResourceNamesSubscribe.Add(Enumerable.Repeat("x", 100));
        await client.SendAsync(request);

        Assert.Equal(StatusCode.InvalidArgument, (await client.EndAsync()).StatusCode);
    }

    private static async Task AssertRemovedAsync(DeltaClient client, int count) => Assert.Equal(count, (await client.NextAsync()).RemovedResources.Count);

    // The server's status may come while the request is still on its way.
    private static async Task SendUntilRefusedAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception refused) when (refused is RpcException or IOException)
        {
        }
    }
}
