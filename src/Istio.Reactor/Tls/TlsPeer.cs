using Istio.Core.Identity;
using Istio.Core.Values;

namespace Istio.Reactor.Tls;

/// <summary>Who is at the other end of a TLS connection, as its verified certificate says.</summary>
public sealed class TlsPeer
{
    private TlsPeer(TlsRole role, ValueList<ReadOnlyMemory<byte>> chain, ValueList<string> uriNames)
    {
        Role = role;
        Chain = chain;
        UriNames = uriNames;
        Identity = uriNames.Count == 1 && SpiffeId.TryParse(uriNames[0], out var identity) ? identity : null;
    }

    /// <summary>The peer's part in the handshake; decides the extended key usage its certificate must allow.</summary>
    public TlsRole Role { get; }

    /// <summary>The certificates the peer presented as DER: its own first, then the intermediates. Never empty.</summary>
    public ValueList<ReadOnlyMemory<byte>> Chain { get; }

    /// <summary>The URI subject alternative names of the peer's certificate.</summary>
    public ValueList<string> UriNames { get; }

    /// <summary>
    /// The only URI name, of the shape <c>spiffe://td/ns/NS/sa/SA</c>; null when there are several names or it is of another shape. What policy knows the
    /// peer as.
    /// </summary>
    public SpiffeId? Identity { get; }

    /// <summary>Copies a peer out of OpenSSL's objects, which keep their owners. <paramref name="chain"/> is a stack or 0; the leaf may be in it.</summary>
    internal static TlsPeer From(nint leaf, nint chain, TlsRole role)
    {
        var certificates = new List<ReadOnlyMemory<byte>> { CertificateReader.ToDer(leaf) };
        foreach (var der in CertificateReader.StackToDer(chain))
        {
            // A client's view of the server's chain starts with the leaf, a server's view of a client's does not.
            if (!der.AsSpan().SequenceEqual(certificates[0].Span))
            {
                certificates.Add(der);
            }
        }

        return new TlsPeer(role, [.. certificates], [.. CertificateReader.UriNames(leaf)]);
    }
}
