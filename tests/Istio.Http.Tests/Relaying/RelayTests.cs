using Istio.Http.Relaying;
using Istio.Reactor;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Relaying;

public sealed class RelayTests : LoopTest
{
    [Fact]
    public Task Each_direction_ends_by_itself() => OnLoop(async () =>
    {
        var (user, accepted) = await ConnectPairAsync();
        var (dialled, application) = await ConnectPairAsync();
        var counters = new RelayCounters();
        var relaying = Relay.RunAsync(accepted, dialled, counters);
        var request = RandomBytes(700_000, 1);
        var answer = RandomBytes(900_000, 2);
        var writing = user.WriteAllAsync(request);
        Assert.Equal(request, await application.ReadExactlyAsync(request.Length));
        await writing;
        user.ShutdownWrite();
        Assert.Empty(await application.ReadToEndAsync());
        Assert.False(relaying.IsCompleted);

        writing = application.WriteAllAsync(answer);
        Assert.Equal(answer, await user.ReadExactlyAsync(answer.Length));
        await writing;
        application.ShutdownWrite();
        var end = await relaying;
        Assert.True(end is { Failure: null, StopCause: null, IsOrdinaryEnd: true });
        Assert.Equal((700_000, 900_000), (counters.Forward, counters.Backward));
        user.Dispose();
        application.Dispose();
    });

    [Fact]
    public Task A_reset_on_one_side_resets_the_other_and_counts_as_an_ordinary_end() => OnLoop(async () =>
    {
        var (user, accepted) = await ConnectPairAsync();
        var (dialled, application) = await ConnectPairAsync();
        var relaying = Relay.RunAsync(accepted, dialled, new RelayCounters());
        user.Abort();
        Assert.Equal(ByteStream.Failed, await application.ReadOutcomeAsync());
        var end = await relaying;
        Assert.Equal(FailureReason.Reset, end.Failure?.Reason);
        Assert.True(end.IsOrdinaryEnd);
        application.Dispose();
    });

    [Fact]
    public Task What_broke_first_is_reported_not_its_consequences() => OnLoop(async () =>
    {
        var far = new List<Task<RelayResult>>();
        var (client, _) = await ConnectTunnelsAsync(async request =>
        {
            var (dialled, application) = await ConnectPairAsync();
            far.Add(Relay.RunAsync(request.Accept(), dialled, new RelayCounters()));
            await application.ReadOutcomeAsync();
            application.Dispose();
        });
        var (user, accepted) = await ConnectPairAsync();
        var near = Relay.RunAsync(accepted, (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!, new RelayCounters());
        user.Abort();
        Assert.StartsWith("read: ", (await near).Failure?.Detail);
        Assert.Equal("stream reset by the peer: Cancel", (await far[0]).Failure?.Detail);
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task A_relay_can_be_stopped_with_a_cause() => OnLoop(async () =>
    {
        var (user, accepted) = await ConnectPairAsync();
        var (dialled, application) = await ConnectPairAsync();
        var relay = new Relay(accepted, dialled, new RelayCounters());
        var relaying = relay.RunAsync();
        relay.Stop("policy changed");
        var end = await relaying;
        Assert.Equal("policy changed", end.StopCause);
        Assert.False(end.IsOrdinaryEnd);
        Assert.Equal(ByteStream.Failed, await user.ReadOutcomeAsync());
        Assert.Equal(ByteStream.Failed, await application.ReadOutcomeAsync());
        user.Dispose();
        application.Dispose();
    });

    [Fact]
    public Task An_idle_relay_holds_no_buffer_and_a_stuck_one_holds_one() => OnLoop(async () =>
    {
        var (user, accepted) = await ConnectPairAsync();
        var (dialled, application) = await ConnectPairAsync();
        var relay = new Relay(accepted, dialled, new RelayCounters());
        var relaying = relay.RunAsync();
        Assert.Equal(0, Loop.Buffers.RentedCount);
        var writing = user.WriteAllAsync(new byte[50_000_000]);
        while (Loop.Buffers.RentedCount == 0)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(1, Loop.Buffers.RentedCount);
        await application.ReadExactlyAsync(50_000_000);
        await writing;
        Assert.Equal(0, Loop.Buffers.RentedCount);
        relay.Stop("done");
        await relaying;
        user.Dispose();
        application.Dispose();
    });

    /// <summary>The whole way of a request through two proxies, on one loop: nothing is allocated once it runs.</summary>
    [Fact]
    public Task Chunks_and_frames_cost_no_allocation() => OnLoop(async () =>
    {
        using var application = Listen(stream => _ = EchoAsync(stream));
        var (client, _) = await ConnectTunnelsAsync(async request =>
        {
            var upstream = await DialAsync(application.LocalAddress);
            await Relay.RunAsync(request.Accept(), upstream, new RelayCounters());
        });
        var (user, accepted) = await ConnectPairAsync();
        var tunnel = (await client.ConnectAsync("10.0.0.2:80", default)).Tunnel!;
        var relaying = Relay.RunAsync(accepted, tunnel, new RelayCounters());
        var small = new byte[64];
        var large = new byte[300_000];
        var answer = new byte[64 * 1024];
        await RoundTripsAsync(user, small, answer, 200);
        await RoundTripsAsync(user, large, answer, 60);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await RoundTripsAsync(user, small, answer, 1000);
        var afterSmall = GC.GetAllocatedBytesForCurrentThread();
        await RoundTripsAsync(user, large, answer, 60);
        var afterLarge = GC.GetAllocatedBytesForCurrentThread();

        // The two calls themselves allocate their state machines.
        Assert.True(afterSmall - before < 1000, $"{afterSmall - before} bytes in 1,000 small round trips");
        Assert.True(afterLarge - afterSmall < 1000, $"{afterLarge - afterSmall} bytes in 60 large round trips");
        user.Dispose();
        await relaying;
        client.Drain();
        await client.Completion;
    });

    private static async Task RoundTripsAsync(TcpStream user, byte[] payload, byte[] answer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            for (int sent = 0, received = 0; received < payload.Length;)
            {
                var wrote = sent < payload.Length ? user.TryWrite(payload.AsSpan(sent)) : 0;
                sent += Math.Max(wrote, 0);
                var read = user.TryRead(answer);
                received += Math.Max(read, 0);
                if (read == ByteStream.WouldBlock)
                {
                    await user.ReadableAsync();
                }
            }
        }
    }

    private static async Task EchoAsync(TcpStream stream)
    {
        var chunk = new byte[64 * 1024];
        int count;
        while ((count = stream.TryRead(chunk)) is > 0 or ByteStream.WouldBlock)
        {
            if (count < 0)
            {
                await stream.ReadableAsync();
                continue;
            }

            for (var sent = 0; sent < count;)
            {
                var wrote = stream.TryWrite(chunk.AsSpan(sent, count - sent));
                sent += Math.Max(wrote, 0);
                if (wrote == ByteStream.WouldBlock)
                {
                    await stream.WritableAsync();
                }
            }
        }

        stream.Dispose();
    }
}
