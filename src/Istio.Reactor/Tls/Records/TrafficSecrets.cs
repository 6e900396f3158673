using System.Security.Cryptography;

namespace Istio.Reactor.Tls.Records;

/// <summary>
/// The two application traffic secrets of a handshake (RFC 8446 7.1), taken from OpenSSL's key log callback: the one interface by which it hands them out.
/// </summary>
internal sealed class TrafficSecrets
{
    private byte[]? _ofClient;
    private byte[]? _ofServer;

    private static ReadOnlySpan<byte> ClientLabel => "CLIENT_TRAFFIC_SECRET_0 "u8;

    private static ReadOnlySpan<byte> ServerLabel => "SERVER_TRAFFIC_SECRET_0 "u8;

    /// <summary>True when both are there and belong to a suite of ours.</summary>
    public bool AreComplete => _ofClient is not null && _ofServer is not null && CipherSuite.Of(_ofClient) is not null;

    public CipherSuite Suite => CipherSuite.Of(_ofClient)!;

    public static TlsRole PeerOf(TlsRole role) => role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;

    /// <summary>Takes one line of the key log: a label, the client's random value and the secret, both in hexadecimal.</summary>
    public void TakeLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(ClientLabel))
        {
            _ofClient = ReadSecret(line);
        }
        else if (line.StartsWith(ServerLabel))
        {
            _ofServer = ReadSecret(line);
        }
    }

    /// <summary>The secret by which that role seals; from here on the caller's to wipe.</summary>
    public byte[] Take(TlsRole role) => role == TlsRole.Client ? _ofClient! : _ofServer!;

    /// <summary>For a handshake that came to nothing.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(_ofClient);
        CryptographicOperations.ZeroMemory(_ofServer);
    }

    private static byte[] ReadSecret(ReadOnlySpan<byte> line) => Convert.FromHexString(line[(line.LastIndexOf((byte)' ') + 1)..]);
}
