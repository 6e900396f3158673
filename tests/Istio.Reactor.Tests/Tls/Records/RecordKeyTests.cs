using System.Security.Cryptography;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tests.Tls.Records;

/// <summary>Sealing and opening of single records, against the trace of RFC 8448 and against the AES-GCM of the base library.</summary>
public sealed class RecordKeyTests
{
    /// <summary>RFC 8448 section 3: the client's traffic secret and its first record of application data, 50 bytes that count up.</summary>
    private const string TraceSecret = "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5";

    private const string TraceRecord =
        "1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4";

    private static readonly byte[] TraceContent = [.. Enumerable.Range(0, 50).Select(value => (byte)value)];

    [Fact]
    public void The_record_of_the_rfcs_trace_is_sealed_byte_for_byte()
    {
        using var key = Key(Convert.FromHexString(TraceSecret), seals: true);
        var record = new byte[TraceContent.Length + RecordFormat.Overhead];
        Assert.Equal(record.Length, key.Seal(ContentType.ApplicationData, TraceContent, record));
        Assert.Equal(TraceRecord, Convert.ToHexStringLower(record));
    }

    [Fact]
    public void The_record_of_the_rfcs_trace_is_opened()
    {
        using var key = Key(Convert.FromHexString(TraceSecret), seals: false);
        var content = new byte[TraceContent.Length];
        Assert.Equal(content.Length, key.Open(Convert.FromHexString(TraceRecord), content, out var type));
        Assert.Equal(ContentType.ApplicationData, type);
        Assert.Equal(TraceContent, content);
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(32, 1)]
    [InlineData(48, 64)]
    [InlineData(48, RecordFormat.MaximumContent)]
    public void Records_follow_each_other_under_one_key(int secretSize, int size)
    {
        var secret = RandomNumberGenerator.GetBytes(secretSize);
        using var sealer = Key(secret, seals: true);
        using var opener = Key(secret, seals: false);
        for (var i = 0; i < 3; i++)
        {
            var sent = RandomNumberGenerator.GetBytes(size);
            var record = new byte[size + RecordFormat.Overhead];
            Assert.Equal(record.Length, sealer.Seal(ContentType.Handshake, sent, record));
            var received = new byte[size];
            Assert.Equal(size, opener.Open(record, received, out var type));
            Assert.Equal(ContentType.Handshake, type);
            Assert.Equal(sent, received);
        }
    }

    [Fact]
    public void A_change_of_any_byte_is_found_out()
    {
        var record = Convert.FromHexString(TraceRecord);
        for (var i = 0; i < record.Length; i++)
        {
            var forged = (byte[])record.Clone();
            forged[i] ^= 1;
            using var key = Key(Convert.FromHexString(TraceSecret), seals: false);
            Assert.Equal(-1, key.Open(forged, new byte[TraceContent.Length], out _));
        }
    }

    [Fact]
    public void A_record_counts_once()
    {
        using var key = Key(Convert.FromHexString(TraceSecret), seals: false);
        var content = new byte[TraceContent.Length];
        Assert.Equal(content.Length, key.Open(Convert.FromHexString(TraceRecord), content, out _));
        Assert.Equal(-1, key.Open(Convert.FromHexString(TraceRecord), content, out _));
    }

    [Fact]
    public void Padding_is_taken_off_and_its_type_found()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        using var key = Key(secret, seals: false);
        var content = new byte[3 + 100];
        Assert.Equal(3, key.Open(RecordPeer.SealPadded(secret, ContentType.ApplicationData, [7, 0, 9], padding: 100), content, out var type));
        Assert.Equal(ContentType.ApplicationData, type);
        Assert.Equal([7, 0, 9], content[..3]);
    }

    [Fact]
    public void Nothing_but_padding_has_no_type()
    {
        var secret = RandomNumberGenerator.GetBytes(48);
        using var key = Key(secret, seals: false);
        Assert.Equal(0, key.Open(RecordPeer.SealPadded(secret, 0, [], padding: 20), new byte[20], out var type));
        Assert.Equal((ContentType)0, type);
    }

    [Fact]
    public void The_next_key_opens_what_the_peers_next_key_sealed_and_nothing_else()
    {
        var secret = RandomNumberGenerator.GetBytes(48);
        using var sealer = Key(secret, seals: true).Next();
        using var next = Key(secret, seals: false).Next();
        using var old = Key(secret, seals: false);
        var record = new byte[2 + RecordFormat.Overhead];
        Assert.Equal(record.Length, sealer.Seal(ContentType.ApplicationData, "hi"u8, record));
        Assert.Equal(-1, old.Open(record, new byte[2], out _));
        Assert.Equal(2, next.Open(record, new byte[2], out _));
    }

    private static RecordKey Key(byte[] secret, bool seals) => new(CipherSuite.Of(secret)!, (byte[])secret.Clone(), seals);
}
