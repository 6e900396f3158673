using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>
/// The trust bundle in force now. Contexts keep the store, never a bundle, so that a swap reaches the very next verification of every
/// listener, dialler and open connection.
/// </summary>
/// <param name="initial">The bundle in force at the start.</param>
/// <param name="time">The clock by which validity is checked; the machine's when null.</param>
public sealed unsafe class TrustStore(TrustBundle initial, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private volatile TrustBundle _current = initial;

    /// <summary>The bundle in force. A result of verification holds while this is the same object.</summary>
    public TrustBundle Current => _current;

    /// <summary>Puts another bundle in force. From any thread.</summary>
    public void Replace(TrustBundle bundle) => _current = bundle;

    /// <summary>True when the peer of an open connection still verifies against the bundle in force. Costs a signature check per certificate.</summary>
    public bool Verifies(TlsPeer peer) => Verify(peer) is null;

    /// <summary>Why the peer does not verify against the bundle in force; null when it does.</summary>
    public StreamFailure? Verify(TlsPeer peer) => Verify(peer, _current);

    internal StreamFailure? Verify(TlsPeer peer, TrustBundle bundle)
    {
        var leaf = CertificateReader.ReadDer(peer.Chain[0].Span);
        if (leaf == 0)
        {
            return FailureOf(Crypto.VerifyErrorUnspecified);
        }

        var untrusted = Crypto.OPENSSL_sk_new_null();
        var intermediates = new List<nint>(peer.Chain.Count - 1);
        foreach (var der in peer.Chain.AsSpan()[1..])
        {
            if (CertificateReader.ReadDer(der.Span) is var certificate and not 0)
            {
                intermediates.Add(certificate);
                _ = Crypto.OPENSSL_sk_push(untrusted, certificate);
            }
        }

        var failure = Verify(leaf, untrusted, peer.Role, bundle, out _);
        Crypto.OPENSSL_sk_free(untrusted); // Frees the stack only, not what is on it.
        intermediates.ForEach(Crypto.X509_free);
        Crypto.X509_free(leaf);
        return failure;
    }

    internal StreamFailure? Verify(nint leaf, nint untrusted, TlsRole peerRole, TrustBundle bundle, out int code)
    {
        code = bundle.Verify(leaf, untrusted, peerRole, _time.GetUtcNow());
        if (code == 0 && CertificateReader.MaySign(leaf))
        {
            code = Crypto.VerifyErrorInvalidPurpose;
            return new StreamFailure(FailureReason.Untrusted, "tls: the peer's certificate is an authority's and not a workload's");
        }

        return code == 0 ? null : FailureOf(code);
    }

    private static StreamFailure FailureOf(int code)
    {
        var reason = code is Crypto.VerifyErrorExpired or Crypto.VerifyErrorNotYetValid ? FailureReason.CertificateExpired : FailureReason.Untrusted;
        return new StreamFailure(reason, $"tls: {Marshal.PtrToStringUTF8((nint)Crypto.X509_verify_cert_error_string(code))}");
    }
}
