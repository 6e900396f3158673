using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;

namespace Istioctl.Playground.Scenery;

/// <summary>A certificate authority made for this run: the mesh's own, or that of a partner whom the mesh trusts for a while.</summary>
internal sealed class MeshAuthority
{
    private readonly PrivateKey _key = PrivateKey.CreateP256();
    private readonly X509Certificate2 _root;
    private readonly TimeProvider _time;

    public MeshAuthority(string organization, TimeProvider time)
    {
        _time = time;
        _root = RootCertificate.CreateSelfSigned(_key, organization, From(TimeSpan.FromDays(365)));
    }

    public string RootPem => _root.ExportCertificatePem() + "\n";

    /// <summary>Writes the four files of a plugged-in CA, under the names that istiod looks for.</summary>
    /// <param name="moreRoots">PEM; further roots that istiod takes for its own.</param>
    public void WriteTo(string folder, string moreRoots = "")
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(folder, "ca-cert.pem"), RootPem);
        File.WriteAllText(Path.Combine(folder, "cert-chain.pem"), RootPem);
        File.WriteAllText(Path.Combine(folder, "root-cert.pem"), RootPem + moreRoots);
        SecretFile.Write(Path.Combine(folder, "ca-key.pem"), _key.ToPem());
    }

    /// <summary>A client certificate for a SPIFFE URI, and its key.</summary>
    public (X509Certificate2 Certificate, PrivateKey Key) Issue(string identity)
    {
        var key = PrivateKey.CreateP256();
        var signer = new CertificateSigner(_root, _key);
        return (signer.Sign(key.PublicKey, SubjectAltNames.FromNames([identity]), null, From(TimeSpan.FromHours(24))), key);
    }

    private Validity From(TimeSpan lifetime)
    {
        var now = _time.GetUtcNow();
        return new Validity(now - TimeSpan.FromMinutes(2), now + lifetime);
    }
}
