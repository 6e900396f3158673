using Istio.Core.Identity;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istio.Security.Issuance;

/// <summary>
/// A CA inside the program, for a proxy that runs without a control plane (<c>FAKE_CA</c> of ztunnel) and for tests. Whoever has the
/// program's memory has the root key.
/// </summary>
public sealed class LocalIssuer : ICertificateIssuer
{
    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly CertificateSigner _signer;
    private readonly Lock _lock = new();

    /// <param name="lifetime">Of each certificate, from now on; it also holds for the two minutes before.</param>
    /// <param name="rootKey">A key of the caller's, so that several programs trust each other; a fresh one when null.</param>
    public LocalIssuer(string trustDomain, TimeSpan lifetime, TimeProvider time, PrivateKey? rootKey = null)
    {
        _time = time;
        _lifetime = lifetime;
        var now = time.GetUtcNow();
        var key = rootKey ?? PrivateKey.CreateP256();
        var root = RootCertificate.CreateSelfSigned(key, trustDomain, new Validity(now - Backdating, now + RootLifetime));
        _signer = new CertificateSigner(root, key);
        Roots = TrustBundle.Of(root);
    }

    public TrustBundle Roots { get; }

    public Task<WorkloadCertificate> IssueAsync(SpiffeId identity, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var key = PrivateKey.CreateP256();
        string leaf;
        lock (_lock)
        {
            leaf = CertificatePem.Write(_signer.Sign(
                key.PublicKey, SubjectAltNames.FromNames([identity.ToString()]), commonName: null, new Validity(now - Backdating, now + _lifetime)));
        }

        return WorkloadCertificate.TryRead(identity, key, [leaf, Roots.Pem], out var certificate, out var error)
            ? Task.FromResult(certificate)
            : throw new IssuanceException(error);
    }
}
