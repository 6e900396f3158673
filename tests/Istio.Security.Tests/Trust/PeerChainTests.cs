using CsCheck;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Tests.Trust;

public sealed class PeerChainTests
{
    private const string Name = "spiffe://cluster.local/ns/default/sa/reviews";

    [Fact]
    public void A_chain_is_read_from_what_TLS_sends()
    {
        var issuing = TestAuthority.Root().Intermediate("issuing");

        Assert.True(PeerChain.TryRead([issuing.Leaf(Name).RawDataMemory, issuing.Certificate.RawDataMemory], out var chain, out _));
        Assert.Equal([Name], chain.Names.Uris);
        Assert.Single(chain.Intermediates);
    }

    [Fact]
    public void No_certificate_is_an_error()
    {
        Assert.False(PeerChain.TryRead([], out _, out var error));
        Assert.Equal("the peer sent no certificate", error);
    }

    [Fact]
    public void Damaged_certificates_are_refused_or_read_and_never_throw()
    {
        var root = TestAuthority.Root();
        var der = root.Leaf(PrivateKey.CreateP256(), Name).RawData;
        Gen.Select(Gen.Int[0, der.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            byte[] damaged = [.. der];
            damaged[position] = value;
            var isSame = damaged.AsSpan().SequenceEqual(der);
            var isTrusted = PeerChain.TryRead([damaged], out var chain, out _)
                && root.Bundle.Verify(chain, CertificateUse.Client, TestAuthority.Now).IsTrusted;

            // The ECDSA signature's own DER length may be written in more than one way; everything else is covered by the signature.
            Assert.True(isSame || !isTrusted || position > der.Length - 80);
        });
    }

    [Fact]
    public void Random_bytes_are_no_certificate() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.False(PeerChain.TryRead([bytes], out _, out _)));
}
