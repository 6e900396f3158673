using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Reactor;
using static Istio.Http.Tests.Http2.RawPeer;

namespace Istio.Http.Tests.Http2;

/// <summary>A connection that sends many small frames leaves the loop to its neighbours as one with large frames does.</summary>
public sealed class TurnTests : LoopTest
{
    private const int Frames = 60_000;

    private static readonly byte[] OneOctet = Frame(FrameType.Data, 0, 1, (byte)'x');

    private int _octets;
    private int _wakeUps;

    [Fact]
    public Task Data_of_one_octet_is_passed_on_in_few_wake_ups() => WithPeer(async peer =>
    {
        await SendAllAsync(peer, OneOctet);
        Assert.True(_wakeUps < Frames / 50, $"{_wakeUps} wake-ups for {Frames} octets");
    });

    /// <summary>Two streams in turn: no frame is followed by one of its own stream.</summary>
    [Fact]
    public Task Gathering_does_not_depend_on_frames_between() => WithPeer(async peer =>
    {
        await peer.SendAsync(Request(3));
        await SendAllAsync(peer, [.. OneOctet, .. Frame(FrameType.Data, 0, 3, (byte)'y')]);
        Assert.True(_wakeUps < Frames / 25, $"{_wakeUps} wake-ups for {Frames} octets");
    });

    /// <summary>What one turn takes is told by a piece of deferred work that runs once a round.</summary>
    [Fact]
    public Task Small_frames_use_up_the_turn() => WithPeer(async peer =>
    {
        var mostInARound = 0;
        var before = 0;
        void Look(object? state)
        {
            mostInARound = Math.Max(mostInARound, _octets - before);
            before = _octets;
            if (_octets < Frames)
            {
                Loop.Defer(Look, null);
            }
        }

        Loop.Defer(Look, null);
        await SendAllAsync(peer, OneOctet);
        Assert.InRange(mostInARound, 1, 10_000);
    });

    [Fact]
    public Task What_was_gathered_is_delivered_before_a_reset() => WithPeer(async peer =>
    {
        await peer.SendAsync([.. Enumerable.Repeat(OneOctet, 100), RstStream(1)]);
        await peer.SyncAsync();
        Assert.Equal(100, _octets);
    });

    [Fact]
    public Task What_was_gathered_is_delivered_before_the_connection_ends() => WithPeer(async peer =>
    {
        await peer.SendAsync([.. Enumerable.Repeat(OneOctet, 100), WindowUpdate(0, 0)]);
        Assert.Equal(Http2ErrorCode.ProtocolError, await peer.ReadEndAsync());
        Assert.Equal(100, _octets);
    });

    private async Task SendAllAsync(RawPeer peer, byte[] frames)
    {
        var all = Enumerable.Repeat(frames, Frames * OneOctet.Length / frames.Length).SelectMany(frame => frame).ToArray();
        await peer.SendAsync(all);
        await peer.SyncAsync();
        while (_octets < Frames)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(Frames, _octets);
    }

    private async Task ReadAsync(TunnelRequest request)
    {
        var tunnel = request.Accept();
        int count;
        while ((count = tunnel.TryRead(Loop.Scratch)) is > 0 or ByteStream.WouldBlock)
        {
            if (count > 0)
            {
                _octets += count;
                continue;
            }

            await tunnel.ReadableAsync();
            _wakeUps++;
        }

        tunnel.Dispose();
    }

    private Task WithPeer(Func<RawPeer, Task> body) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var server = new TunnelServer(Http2Options.HboneServer, ReadAsync);
        var serving = server.ServeAsync(far);
        var peer = new RawPeer(near);
        await peer.BeginAsync();
        await peer.SendAsync(Request(1));
        await body(peer);
        near.Dispose();
        await serving;
    });
}
