using System.Security.Cryptography;
using Istio.Security.Keys;

namespace Ztunnel.Discovery;

/// <summary>
/// The root key of <c>FAKE_CA</c>. It is the same in every process, so that proxies without a control plane trust each other, and for the
/// same reason it protects nothing: everybody can compute it.
/// </summary>
internal static class FakeRoot
{
    /// <summary>PKCS#8 around the 32 bytes of a P-256 private key (RFC 5208, RFC 5915).</summary>
    private static ReadOnlySpan<byte> Header =>
    [
        0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
        0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20,
    ];

    public static PrivateKey Key()
    {
        byte[] pkcs8 = [.. Header, .. SHA256.HashData("the public root key of FAKE_CA"u8)];
        var pem = PemEncoding.WriteString("PRIVATE KEY", pkcs8);
        return PrivateKey.TryReadPem(pem, out var key, out var error) ? key : throw new CryptographicException(error);
    }
}
