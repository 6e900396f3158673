using Istio.Reactor.Tls;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Reactor.Tests.Tls;

public sealed class TlsStreamTests : TlsTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Two_workloads_of_one_mesh_verify_each_other(bool onlyTls12) => OnLoop(async () =>
    {
        var options = new TlsContextOptions { OnlyTls12 = onlyTls12 };
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue(ClientId), trust, options);
        using var server = Context(Root.Issue(ServerId), trust, options);
        var (near, far) = await MeetWellAsync(client, server);
        Assert.Equal(ServerId, near.Peer.Identity.ToString());
        Assert.Equal(ClientId, far.Peer.Identity.ToString());
        Assert.Equal((TlsRole.Server, TlsRole.Client), (near.Peer.Role, far.Peer.Role));
        near.Dispose();
        far.Dispose();
    });

    [Fact]
    public Task Large_transfers_in_both_directions_arrive_unharmed() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        byte[] up = RandomBytes(9_000_001), down = RandomBytes(7_000_003);
        var writingUp = WriteAndEndAsync(near, up);
        var writingDown = WriteAndEndAsync(far, down);
        var readingUp = far.ReadToEndAsync();
        Assert.Equal(down, await near.ReadToEndAsync());
        Assert.Equal(up, await readingUp);
        await writingUp;
        await writingDown;
        near.Dispose();
        far.Dispose();
    });

    [Fact]
    public Task Half_close_leaves_the_other_direction_open() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        near.ShutdownWrite();
        Assert.Equal(ByteStream.EndOfStream, await far.ReadOutcomeAsync());
        await WriteAndEndAsync(far, "late"u8.ToArray());
        Assert.Equal("late"u8.ToArray(), await near.ReadToEndAsync());
        near.Dispose();
        far.Dispose();
    });

    [Fact]
    public Task A_connection_cut_without_close_notify_is_not_an_end_of_stream() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        near.Transport.ShutdownWrite();
        Assert.Equal(ByteStream.Failed, await far.ReadOutcomeAsync());
        Assert.Equal(FailureReason.UnexpectedEnd, far.Failure!.Reason);
        near.Dispose();
        far.Dispose();
    });

    [Fact]
    public Task A_reset_is_a_reset() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        near.Abort();
        Assert.Equal(ByteStream.Failed, await far.ReadOutcomeAsync());
        Assert.Equal(FailureReason.Reset, far.Failure!.Reason);
        far.Dispose();
    });

    [Fact]
    public Task Many_small_reads_see_every_byte_of_a_record() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        var sent = RandomBytes(5000);
        await near.WriteAllAsync(sent);
        var received = new List<byte>();
        var one = new byte[7];
        while (received.Count < sent.Length)
        {
            var count = far.TryRead(one);
            if (count == ByteStream.WouldBlock)
            {
                await far.ReadableAsync();
                continue;
            }

            received.AddRange(one[..count]);
        }

        Assert.Equal(sent, received);
        near.Dispose();
        far.Dispose();
    });

    [Fact]
    public Task A_peer_that_sends_no_tls_is_a_protocol_failure() => OnLoop(async () =>
    {
        using var server = Context(Root.Issue(ServerId), new TrustStore(Bundle(Root)));
        var (near, far) = await ConnectPairAsync();
        var accepting = TlsStream.AcceptAsync(far, server, IsInMesh, Timeout).AsTask();
        await near.WriteAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        Assert.Equal(FailureReason.Protocol, (await accepting).Failure!.Reason);
        near.Dispose();
    });

    [Fact]
    public Task A_silent_peer_times_out() => OnLoop(async () =>
    {
        using var server = Context(Root.Issue(ServerId), new TrustStore(Bundle(Root)));
        var (near, far) = await ConnectPairAsync();
        var result = await TlsStream.AcceptAsync(far, server, IsInMesh, TimeSpan.FromMilliseconds(30));
        Assert.Equal(FailureReason.TimedOut, result.Failure!.Reason);
        near.Dispose();
    });

    [Fact]
    public Task A_peer_that_leaves_in_mid_handshake_is_an_unexpected_end() => OnLoop(async () =>
    {
        using var server = Context(Root.Issue(ServerId), new TrustStore(Bundle(Root)));
        var (near, far) = await ConnectPairAsync();
        near.Dispose();
        var result = await TlsStream.AcceptAsync(far, server, IsInMesh, Timeout);
        Assert.Equal(FailureReason.UnexpectedEnd, result.Failure!.Reason);
    });

    [Fact]
    public Task A_connection_runs_inside_another() => OnLoop(async () =>
    {
        using var context = Context(Root.Issue(ServerId), new TrustStore(Bundle(Root)));
        var (near, far) = await MeetWellAsync(context, context);
        var accepting = TlsStream.AcceptAsync(far, context, IsInMesh, Timeout).AsTask();
        var inner = (await TlsStream.ConnectAsync(near, context, IsServer, Timeout)).Require();
        var innerFar = (await accepting).Require();
        var sent = RandomBytes(3_000_000);
        var writing = WriteAndEndAsync(inner, sent);
        Assert.Equal(sent, await innerFar.ReadToEndAsync());
        await writing;
        inner.Dispose();
        innerFar.Dispose();
    });

    [Fact]
    public Task A_stopped_reader_holds_one_backlog_and_the_writer_waits() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        var chunk = new byte[TlsStream.MaximumWrite];
        while (near.TryWrite(chunk) != ByteStream.WouldBlock)
        {
        }

        Assert.False(near.WritableAsync().IsCompleted);
        Assert.InRange(Loop.Buffers.RentedCount, 0, 1);
        near.Dispose();
        far.Dispose();
        Assert.Equal(0, Loop.Buffers.RentedCount);
    });

    [Fact]
    public Task Rubbish_after_the_handshake_breaks_the_connection() => OnLoop(async () =>
    {
        var (near, far) = await MeetWellAsync();
        await near.Transport.WriteAllAsync(RandomBytes(200));
        Assert.Equal(ByteStream.Failed, await far.ReadOutcomeAsync());
        Assert.Equal(FailureReason.Protocol, far.Failure!.Reason);
        near.Dispose();
        far.Dispose();
    });

    /// <summary>RFC 8446 4.6.3: a reader answers a request for new keys although it has nothing to say.</summary>
    [Fact]
    public Task A_key_update_is_answered_by_a_mere_reader() => OnLoop(async () =>
    {
        var trust = new TrustStore(Bundle(Root));
        using var client = Context(Root.Issue(ClientId), trust, new TlsContextOptions { OpenSslRecords = true });
        using var server = Context(Root.Issue(ServerId), trust);
        var (near, far) = await MeetWellAsync(client, server);
        KeyUpdate.Request(near);
        await near.WriteAllAsync("under new keys"u8.ToArray());
        near.ShutdownWrite();
        Assert.Equal("under new keys"u8.ToArray(), await far.ReadToEndAsync());
        await WriteAndEndAsync(far, "under newer keys"u8.ToArray());
        Assert.Equal("under newer keys"u8.ToArray(), await near.ReadToEndAsync());
        near.Dispose();
        far.Dispose();
    });

    [Fact]
    public async Task Stopping_the_loop_ends_a_waiting_reader_with_the_reason()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var outcome = OnLoop(async () =>
        {
            var (near, far) = await MeetWellAsync();
            waiting.SetResult();
            Assert.Equal(ByteStream.Failed, await near.ReadOutcomeAsync());
            Assert.Equal(FailureReason.Stopping, near.Failure!.Reason);
            near.Dispose();
            far.Dispose();
        });
        await waiting.Task;
        await StopLoopAsync();
        await outcome;
    }

    private static async Task WriteAndEndAsync(ByteStream stream, byte[] bytes)
    {
        await stream.WriteAllAsync(bytes);
        stream.ShutdownWrite();
    }
}
