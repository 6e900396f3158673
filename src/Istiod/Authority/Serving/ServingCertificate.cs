using System.Net.Security;
using Istio.Core.Values;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istiod.Authority.Roots;

namespace Istiod.Authority.Serving;

/// <summary>
/// istiod's own certificate for its TLS ports, signed by its own CA and made anew whenever that changes. Handshakes read
/// <see cref="Current"/>; connections that are open keep what they began with.
/// </summary>
internal sealed class ServingCertificate : IDisposable
{
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    private readonly LiveMaterial _live;
    private readonly ValueList<string> _names;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private volatile SslStreamCertificateContext _current;

    public ServingCertificate(LiveMaterial live, AuthoritySettings settings, TimeProvider time)
    {
        _live = live;
        _names = settings.ServingNames;
        _lifetime = settings.SelfSignedLifetime;
        _time = time;
        _current = Issue(live.Current);
        live.Replaced += Renew;
    }

    public SslStreamCertificateContext Current => _current;

    public void Dispose() => _live.Replaced -= Renew;

    private void Renew(SigningMaterial material) => _current = Issue(material);

    /// <summary>
    /// P-256 whatever the CA's key is: a handshake costs istiod a tenth of one with RSA 2048, and every client of Istio takes it. The life is
    /// that of a self-signed root and is not held against the longest life of workloads, as in Istio.
    /// </summary>
    private SslStreamCertificateContext Issue(SigningMaterial material)
    {
        var now = _time.GetUtcNow();
        var key = PrivateKey.CreateP256();
        var leaf = material.Signer.Sign(
            key.PublicKey, SubjectAltNames.FromNames(_names), commonName: null, new Validity(now - Backdating, now + _lifetime));
        Logs.Default.Info($"serving certificate for {_names} issued by '{material.Certificate.Subject}'");
        return SslStreamCertificateContext.Create(key.Attach(leaf), [.. material.Intermediates], offline: true);
    }
}
