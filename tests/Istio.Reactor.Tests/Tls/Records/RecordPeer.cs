using System.Security.Cryptography;
using Istio.Reactor.Tls;
using Istio.Reactor.Tls.Records;
using Istio.Testing.Streams;

namespace Istio.Reactor.Tests.Tls.Records;

/// <summary>A peer that has the secrets of a connection and sends whatever records a test wants; the other end is a stream under test.</summary>
internal sealed class RecordPeer : IDisposable
{
    private readonly TcpStream _transport;
    private RecordKey _sealer;
    private RecordKey _opener;

    private RecordPeer(TcpStream transport, byte[] sealedBy, byte[] openedBy)
    {
        _transport = transport;
        _sealer = new RecordKey(CipherSuite.Of(sealedBy)!, sealedBy, seals: true);
        _opener = new RecordKey(CipherSuite.Of(openedBy)!, openedBy, seals: false);
    }

    /// <summary>A stream that has finished a handshake in the given role, and its peer.</summary>
    public static (TlsStream Stream, RecordPeer Peer) Meet(TcpStream near, TcpStream far, TlsRole role, long recordsPerKey = 1000)
    {
        byte[] client = RandomNumberGenerator.GetBytes(48), server = RandomNumberGenerator.GetBytes(48);
        var secrets = new TrafficSecrets();
        secrets.TakeLine(Line("CLIENT_TRAFFIC_SECRET_0", client));
        secrets.TakeLine(Line("SERVER_TRAFFIC_SECRET_0", server));
        var stream = new TlsStream(near);
        stream.Protect(secrets, role, recordsPerKey);
        return (stream, role == TlsRole.Server ? new RecordPeer(far, client, server) : new RecordPeer(far, server, client));
    }

    /// <summary>A record with padding (RFC 8446 5.4), the first one under its secret, sealed by the base library.</summary>
    public static byte[] SealPadded(byte[] secret, ContentType type, byte[] content, int padding)
    {
        byte[] inner = [.. content, (byte)type, .. new byte[padding]];
        var suite = CipherSuite.Of(secret)!;
        byte[] header = [23, 3, 3, (byte)((inner.Length + 16) >> 8), (byte)(inner.Length + 16)];
        var sealedInner = new byte[inner.Length];
        var tag = new byte[16];
        using var cipher = new AesGcm(suite.DeriveKey(secret), tag.Length);
        cipher.Encrypt(suite.DeriveNonce(secret), inner, sealedInner, tag, header);
        return [.. header, .. sealedInner, .. tag];
    }

    public byte[] Seal(ContentType type, ReadOnlySpan<byte> content)
    {
        var record = new byte[content.Length + RecordFormat.Overhead];
        Assert.Equal(record.Length, _sealer.Seal(type, content, record));
        return record;
    }

    public void TakeNextSealer() => _sealer = _sealer.Next();

    public void TakeNextOpener() => _opener = _opener.Next();

    public Task SendAsync(params byte[][] records) => _transport.WriteAllAsync(records.SelectMany(record => record).ToArray());

    public Task SendAsync(ContentType type, params byte[] content) => SendAsync(Seal(type, content));

    /// <summary>The next record that the stream under test sends.</summary>
    public async Task<(ContentType Type, byte[] Content)> ReceiveAsync()
    {
        var header = await _transport.ReadExactlyAsync(RecordFormat.HeaderSize);
        byte[] record = [.. header, .. await _transport.ReadExactlyAsync(RecordHeader.LengthOf(header))];
        var content = new byte[record.Length - RecordFormat.Overhead];
        var length = _opener.Open(record, content, out var type);
        Assert.True(length >= 0, "The record was not sealed with the key expected.");
        return (type, content[..length]);
    }

    public void Dispose()
    {
        _transport.Dispose();
        _sealer.Dispose();
        _opener.Dispose();
    }

    private static byte[] Line(string label, byte[] secret) =>
        System.Text.Encoding.ASCII.GetBytes($"{label} {new string('0', 64)} {Convert.ToHexStringLower(secret)}");
}
