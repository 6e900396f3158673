using Istio.Reactor.Tls;
using Istio.Reactor.Tls.Records;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Reactor.Tests.Tls.Records;

/// <summary>What a stream makes of the records of a peer that plays by the rules, and of one that does not (RFC 8446 5 and 6).</summary>
public sealed class RecordLayerTests : LoopTest
{
    private const byte Fatal = 2;

    [Fact]
    public Task A_record_that_arrives_byte_by_byte_is_read_whole() => WithServer(async (stream, peer) =>
    {
        var reading = stream.ReadExactlyAsync(6);
        foreach (var piece in peer.Seal(ContentType.ApplicationData, "slowly"u8))
        {
            Assert.False(reading.IsCompleted);
            await peer.SendAsync([piece]);
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("slowly"u8.ToArray(), await reading);
    });

    [Fact]
    public Task Many_records_at_once_reach_a_reader_with_little_room() => WithServer(async (stream, peer) =>
    {
        var content = RandomBytes(40_000);
        await peer.SendAsync([.. content.Chunk(1999).Select(chunk => peer.Seal(ContentType.ApplicationData, chunk))]);
        var received = new List<byte>();
        for (var room = 1; received.Count < content.Length; room = (room * 3 % 5000) + 1)
        {
            received.AddRange(await ReadSomeAsync(stream, room));
        }

        Assert.Equal(content, received);
    });

    [Fact]
    public Task The_longest_padded_record_is_accepted() => WithServer(async (stream, peer) =>
    {
        // Content, type and padding fill the 2^14 + 256 bytes but for the tag.
        var padded = new byte[RecordFormat.MaximumProtected - RecordFormat.TagSize - RecordFormat.TypeSize];
        padded[0] = (byte)'x';
        padded[1] = (byte)ContentType.ApplicationData;
        await peer.SendAsync(peer.Seal(0, padded), peer.Seal(ContentType.ApplicationData, "y"u8));
        Assert.Equal("xy"u8.ToArray(), await stream.ReadExactlyAsync(2));
    });

    [Fact]
    public Task A_forged_record_ends_the_connection_with_bad_record_mac() => WithServer(async (stream, peer) =>
    {
        var record = peer.Seal(ContentType.ApplicationData, "genuine"u8);
        record[^1] ^= 1;
        await peer.SendAsync(record);
        await AssertRefusedAsync(stream, peer, AlertCode.BadRecordMac);
    });

    [Fact]
    public Task What_came_before_a_forged_record_is_still_delivered() => WithServer(async (stream, peer) =>
    {
        var record = peer.Seal(ContentType.ApplicationData, "good"u8);
        var forged = peer.Seal(ContentType.ApplicationData, "evil"u8);
        forged[^1] ^= 1;
        await peer.SendAsync(record, forged);
        Assert.Equal("good"u8.ToArray(), await ReadSomeAsync(stream, 100));
        Assert.Equal(ByteStream.Failed, await stream.ReadOutcomeAsync());
        Assert.Equal(FailureReason.Protocol, stream.Failure!.Reason);
    });

    [Fact]
    public Task A_record_beyond_the_limit_is_refused_before_it_has_arrived() => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync([23, 3, 3, 0x41, 0x01]);
        await AssertRefusedAsync(stream, peer, AlertCode.RecordOverflow);
    });

    [Theory]
    [InlineData(20, 1)]
    [InlineData(21, 2)]
    [InlineData(22, 40)]
    [InlineData(23, 16)]
    public Task A_record_that_is_not_protected_is_refused(byte type, byte length) => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync([type, 3, 3, 0, length, .. new byte[length]]);
        await AssertRefusedAsync(stream, peer, AlertCode.UnexpectedMessage);
    });

    [Fact]
    public Task A_record_of_unknown_type_is_refused() => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync((ContentType)99, 1, 2, 3);
        await AssertRefusedAsync(stream, peer, AlertCode.UnexpectedMessage);
    });

    [Fact]
    public Task Records_without_content_are_tolerated_up_to_a_point() => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync([.. Enumerable.Range(0, 32).Select(_ => peer.Seal(ContentType.ApplicationData, []))]);
        await peer.SendAsync(ContentType.ApplicationData, (byte)'x');
        Assert.Equal("x"u8.ToArray(), await stream.ReadExactlyAsync(1));
        await peer.SendAsync([.. Enumerable.Range(0, 33).Select(_ => peer.Seal(ContentType.ApplicationData, []))]);
        await AssertRefusedAsync(stream, peer, AlertCode.UnexpectedMessage);
    });

    [Fact]
    public Task Close_notify_is_the_end_and_what_follows_it_is_ignored() => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync(
            peer.Seal(ContentType.ApplicationData, "last"u8),
            peer.Seal(ContentType.Alert, [1, (byte)AlertCode.UserCanceled]),
            peer.Seal(ContentType.Alert, [1, (byte)AlertCode.CloseNotify]),
            peer.Seal(ContentType.ApplicationData, "too late"u8));
        Assert.Equal("last"u8.ToArray(), await stream.ReadToEndAsync());
        Assert.Null(stream.Failure);
    });

    [Fact]
    public Task An_alert_of_the_peer_is_named() => WithServer(async (stream, peer) =>
    {
        const byte CertificateExpired = 45;
        await peer.SendAsync(ContentType.Alert, Fatal, CertificateExpired);
        Assert.Equal(ByteStream.Failed, await stream.ReadOutcomeAsync());
        Assert.Equal((FailureReason.PeerAlert, "tls: the peer's alert: certificate expired"), (stream.Failure!.Reason, stream.Failure.Detail));
    });

    [Fact]
    public Task An_alert_of_wrong_length_is_refused() => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync(ContentType.Alert, Fatal);
        await AssertRefusedAsync(stream, peer, AlertCode.DecodeError);
    });

    [Fact]
    public Task A_key_update_is_followed_and_answered_on_request() => WithServer(async (stream, peer) =>
    {
        // One message in two records.
        await peer.SendAsync(peer.Seal(ContentType.Handshake, [24, 0]), peer.Seal(ContentType.Handshake, [0, 1, 1]));
        peer.TakeNextSealer();
        await peer.SendAsync(ContentType.ApplicationData, (byte)'n');
        Assert.Equal("n"u8.ToArray(), await stream.ReadExactlyAsync(1));

        AssertRecord(await peer.ReceiveAsync(), ContentType.Handshake, 24, 0, 0, 1, 0);
        peer.TakeNextOpener();
        Assert.Equal(1, stream.TryWrite("a"u8));
        AssertRecord(await peer.ReceiveAsync(), ContentType.ApplicationData, (byte)'a');
    });

    [Theory]
    [InlineData(AlertCode.UnexpectedMessage, 24, 0, 0, 1, 0, 24)] // Something behind it under the old key.
    [InlineData(AlertCode.DecodeError, 24, 0, 0, 2, 0, 0)] // Wrong length.
    [InlineData(AlertCode.IllegalParameter, 24, 0, 0, 1, 2)] // Neither requested nor not.
    [InlineData(AlertCode.UnexpectedMessage, 4, 0, 0, 1, 0)] // A ticket, which only servers send.
    [InlineData(AlertCode.UnexpectedMessage, 1, 0, 0, 0)] // A new ClientHello.
    [InlineData(AlertCode.UnexpectedMessage)] // An empty fragment.
    internal Task A_handshake_message_that_does_not_belong_here_is_refused(AlertCode alert, params int[] message) => WithServer(async (stream, peer) =>
    {
        await peer.SendAsync(ContentType.Handshake, [.. message.Select(value => (byte)value)]);
        await AssertRefusedAsync(stream, peer, alert);
    });

    [Fact]
    public Task A_client_skips_tickets_however_they_are_cut() => With(TlsRole.Client, 1000, async (stream, peer) =>
    {
        byte[] ticket = [4, 0, 1, 44, .. new byte[300]];
        await peer.SendAsync(
            peer.Seal(ContentType.Handshake, [.. ticket, .. ticket[..2]]),
            peer.Seal(ContentType.Handshake, ticket.AsSpan()[2..100]),
            peer.Seal(ContentType.Handshake, ticket.AsSpan()[100..]),
            peer.Seal(ContentType.ApplicationData, "content"u8));
        Assert.Equal("content"u8.ToArray(), await stream.ReadExactlyAsync(7));
    });

    [Fact]
    public Task A_worn_out_key_is_replaced() => With(TlsRole.Server, recordsPerKey: 3, async (stream, peer) =>
    {
        for (var key = 0; key < 3; key++)
        {
            for (byte record = 0; record < 3; record++)
            {
                // The update itself is a record of the old key.
                Assert.Equal(1, stream.TryWrite([record]));
                AssertRecord(await peer.ReceiveAsync(), ContentType.ApplicationData, record);
            }

            AssertRecord(await peer.ReceiveAsync(), ContentType.Handshake, 24, 0, 0, 1, 0);
            peer.TakeNextOpener();
        }
    });

    [Fact]
    public Task Nothing_follows_our_own_close_notify() => WithServer(async (stream, peer) =>
    {
        stream.ShutdownWrite();
        AssertRecord(await peer.ReceiveAsync(), ContentType.Alert, 1, 0);
        await peer.SendAsync(ContentType.Handshake, 24, 0, 0, 1, 1);
        peer.TakeNextSealer();
        await peer.SendAsync(ContentType.ApplicationData, (byte)'x');
        Assert.Equal("x"u8.ToArray(), await stream.ReadExactlyAsync(1));
        Assert.Null(stream.Failure);
    });

    private static void AssertRecord((ContentType Type, byte[] Content) record, ContentType type, params byte[] content)
    {
        Assert.Equal(type, record.Type);
        Assert.Equal(content, record.Content);
    }

    private static async Task AssertRefusedAsync(TlsStream stream, RecordPeer peer, AlertCode alert)
    {
        Assert.Equal(ByteStream.Failed, await stream.ReadOutcomeAsync());
        Assert.Equal(FailureReason.Protocol, stream.Failure!.Reason);
        AssertRecord(await peer.ReceiveAsync(), ContentType.Alert, Fatal, (byte)alert);
    }

    private static async Task<byte[]> ReadSomeAsync(ByteStream stream, int room)
    {
        var bytes = new byte[room];
        int count;
        while ((count = stream.TryRead(bytes)) == ByteStream.WouldBlock)
        {
            await stream.ReadableAsync();
        }

        Assert.True(count > 0, stream.Failure?.Detail);
        return bytes[..count];
    }

    private Task WithServer(Func<TlsStream, RecordPeer, Task> body) => With(TlsRole.Server, 1000, body);

    private Task With(TlsRole role, long recordsPerKey, Func<TlsStream, RecordPeer, Task> body) => OnLoop(async () =>
    {
        var (near, far) = await ConnectPairAsync();
        var (stream, peer) = RecordPeer.Meet(near, far, role, recordsPerKey);
        using (stream)
        using (peer)
        {
            await body(stream, peer);
        }
    });
}
