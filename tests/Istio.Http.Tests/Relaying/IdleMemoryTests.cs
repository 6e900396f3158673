using Istio.Http.Http2;
using Istio.Http.Relaying;
using Istio.Reactor;

namespace Istio.Http.Tests.Relaying;

/// <summary>Measures the heap of the process, so nothing else may run beside it.</summary>
[Collection(nameof(Alone))]
public sealed class IdleMemoryTests : LoopTest
{
    private readonly List<TcpStream> _kept = [];

    /// <summary>What both proxies hold for one idle connection: two sockets, two streams, two relays.</summary>
    [Fact]
    public Task An_idle_tunnel_costs_less_than_2_KB_of_heap_in_each_proxy() => OnLoop(async () =>
    {
        const int Count = 400;
        var accepted = new Queue<TcpStream>();
        using var far = Listen(accepted.Enqueue);
        var (client, _) = await ConnectTunnelsAsync(
            async request =>
            {
                var upstream = await DialAsync(far.LocalAddress);
                await Relay.RunAsync(request.Accept(), upstream, new RelayCounters());
            },
            Http2Options.HboneClient with { MaxConcurrentStreams = Count + 1 },
            Http2Options.HboneServer with { MaxConcurrentStreams = Count + 1 });
        var sockets = await HeapAsync(Count, async () =>
        {
            var (near, other) = await ConnectPairAsync();
            _kept.Add(near);
            _kept.Add(other);
        });
        var tunnels = await HeapAsync(Count, async () =>
        {
            var (user, entry) = await ConnectPairAsync();
            var tunnel = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
            _ = Relay.RunAsync(entry, tunnel, new RelayCounters());
            _kept.Add(user);
        });
        Assert.True(tunnels - sockets < 2 * 2048, $"{tunnels - sockets} bytes beside the sockets ({sockets} bytes for two)");
        client.Close("done");
        await client.Completion;
        foreach (var stream in _kept.Concat(accepted))
        {
            stream.Dispose();
        }
    });

    private static async Task<long> HeapAsync(int count, Func<Task> make)
    {
        await make();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            await make();
        }

        return (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
    }
}
