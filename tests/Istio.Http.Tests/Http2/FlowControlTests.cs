using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Http2;

public sealed class FlowControlTests : LoopTest
{
    private static readonly Http2Options SmallServer = Http2Options.HboneServer with { StreamWindow = 65_535, ConnectionWindow = 65_535 };
    private static readonly Http2Options SmallClient = Http2Options.HboneClient with { StreamWindow = 65_535, ConnectionWindow = 65_535 };

    /// <summary>
    /// Data that was received and never read, on a stream that is then reset, must still be credited to the connection, or its window leaks away
    /// and the whole connection stalls.
    /// </summary>
    [Fact]
    public Task Resets_with_unread_data_do_not_use_up_the_connections_window() => OnLoop(async () =>
    {
        var (client, _) = await ConnectTunnelsAsync(
            async request =>
            {
                var tunnel = request.Accept();
                await tunnel.ReadableAsync();
                tunnel.Abort();
            },
            serverOptions: SmallServer);
        for (var i = 0; i < 60; i++)
        {
            var tunnel = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
            await tunnel.WriteAllAsync(new byte[16_000]);
            Assert.Equal(ByteStream.Failed, await tunnel.ReadOutcomeAsync());
        }

        client.Drain();
        await client.Completion;
    });

    /// <summary>The same for data that arrives after this side has reset the stream.</summary>
    [Fact]
    public Task Data_on_streams_reset_here_does_not_use_up_the_connections_window() => OnLoop(async () =>
    {
        var (client, _) = await ConnectTunnelsAsync(
            async request =>
            {
                var tunnel = request.Accept();
                await tunnel.WriteAllAsync(new byte[16_000]);
                await tunnel.ReadOutcomeAsync();
            },
            clientOptions: SmallClient);
        for (var i = 0; i < 60; i++)
        {
            var result = await client.ConnectAsync("10.0.0.2:80", default);
            result.Tunnel!.Abort();
        }

        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task A_reader_that_stops_holds_up_its_own_stream_only() => OnLoop(async () =>
    {
        var options = Http2Options.HboneServer with { StreamWindow = 100_000 };
        var tunnels = new Queue<ByteStream>();
        var (client, _) = await ConnectTunnelsAsync(
            request =>
            {
                tunnels.Enqueue(request.Accept());
                return Task.CompletedTask;
            },
            serverOptions: options);
        var slow = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
        var fast = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
        var sent = RandomBytes(1_000_000);
        var writingSlow = slow.WriteAllAsync(sent);
        var writingFast = fast.WriteAllAsync(sent);
        var (slowEnd, fastEnd) = (tunnels.Dequeue(), tunnels.Dequeue());
        Assert.Equal(sent, await fastEnd.ReadExactlyAsync(sent.Length));
        await writingFast;
        Assert.False(writingSlow.IsCompleted);
        Assert.Equal(sent, await slowEnd.ReadExactlyAsync(sent.Length));
        await writingSlow;
        slow.Dispose();
        fast.Dispose();
        slowEnd.Dispose();
        fastEnd.Dispose();
        client.Drain();
        await client.Completion;
    });

    /// <summary>A small stream gets its turn while bulk streams fill the connection.</summary>
    [Fact]
    public Task Bulk_streams_do_not_starve_a_small_one() => OnLoop(async () =>
    {
        var received = new Dictionary<string, int>();
        var (client, _) = await ConnectTunnelsAsync(async request =>
        {
            var name = request.Authority;
            var tunnel = request.Accept();
            var chunk = new byte[256 * 1024];
            int count;
            while ((count = tunnel.TryRead(chunk)) is > 0 or ByteStream.WouldBlock)
            {
                received[name] = received.GetValueOrDefault(name) + Math.Max(count, 0);
                if (count < 0)
                {
                    await tunnel.ReadableAsync();
                }
            }
        });
        var bulk = new byte[8_000_000];
        var writing = new List<Task>();
        for (var i = 0; i < 4; i++)
        {
            writing.Add((await client.ConnectAsync($"bulk{i}:80", default)).Tunnel!.WriteAllAsync(bulk));
        }

        var small = (await client.ConnectAsync("small:80", default)).Tunnel!;
        await small.WriteAllAsync(new byte[1000]);
        while (received.GetValueOrDefault("small:80") < 1000)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        var most = Enumerable.Range(0, 4).Max(i => received.GetValueOrDefault($"bulk{i}:80"));
        Assert.True(most < 32_000_000, $"{most} octets of bulk went first");
        await Task.WhenAll(writing);
        client.Close("done");
        await client.Completion;
    });
}
