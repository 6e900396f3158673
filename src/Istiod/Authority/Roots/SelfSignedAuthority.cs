using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>
/// The CA that istiod makes for itself when none is plugged in, kept in a file or in memory. Several istiods may share the file: the
/// first to create it wins, and each takes over what another one rotated.
/// </summary>
internal sealed class SelfSignedAuthority
{
    /// <summary>Istio's name of the secret that holds the self-signed CA in Kubernetes.</summary>
    private const string FileName = "istio-ca-secret.pem";

    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    private readonly AuthoritySettings _settings;
    private readonly string _organization;
    private readonly TrustBundle _extraRoots;
    private readonly TimeProvider _time;
    private readonly SecretFile? _file;

    /// <param name="organization">Written into the root's subject: the trust domain.</param>
    public SelfSignedAuthority(AuthoritySettings settings, string organization, TimeProvider time)
    {
        _settings = settings;
        _organization = organization;
        _time = time;
        _extraRoots = PluggedInAuthority.ExtraRoots(settings.RootCaDirectory);
        _file = settings.SelfSignedDirectory.Length == 0 ? null : new SecretFile(settings.SelfSignedDirectory, FileName);
    }

    private string Origin => _file is null ? "self-signed CA" : $"self-signed CA in {_file.Path}";

    /// <exception cref="AuthorityException">The file cannot be read, written or understood.</exception>
    public SigningMaterial LoadOrCreate()
    {
        if (_file?.Read() is { } kept)
        {
            return Load(kept);
        }

        var key = PrivateKey.CreateRsa(_settings.SelfSignedRsaKeySize);
        var root = NewRoot(key);
        if (_file is not null && !_file.TryCreate(SelfSignedText.Write(key, root, [])))
        {
            return Load(_file.Read()!);
        }

        Logs.Authority.Info($"{Origin}: created a root certificate that ends at {Validity.Of(root).NotAfter:O}");
        return Material(key, [root]);
    }

    /// <summary>What another istiod that shares the file has put there; null when it is what this one has.</summary>
    public SigningMaterial? Reload(SigningMaterial current)
    {
        var kept = _file?.Read() is { } text ? Load(text) : null;
        return kept is null || (kept.Certificate.RawDataMemory.Span.SequenceEqual(current.Certificate.RawDataMemory.Span) && kept.Roots.Equals(current.Roots))
            ? null
            : kept;
    }

    /// <summary>
    /// A new root certificate for the same key, kept before it is used. The former root stays trusted until it ends, and because the key
    /// stays, certificates signed under either verify with both: proxies may learn of the change in any order.
    /// </summary>
    public SigningMaterial Rotate(SigningMaterial current)
    {
        var root = NewRoot(current.Key);
        var now = _time.GetUtcNow();
        X509Certificate2[] former = [.. OwnRoots(current).Where(one => Validity.Of(one).Contains(now))];
        var rotated = Material(current.Key, [root, .. former]);
        _file?.Replace(SelfSignedText.Write(current.Key, root, former));
        return rotated;
    }

    private static IEnumerable<X509Certificate2> OwnRoots(SigningMaterial current) => current.Roots.Roots.Where(current.Key.Matches);

    private X509Certificate2 NewRoot(PrivateKey key)
    {
        var now = _time.GetUtcNow();
        return RootCertificate.CreateSelfSigned(key, _organization, new Validity(now - Backdating, now + _settings.SelfSignedLifetime));
    }

    private SigningMaterial Load(string text)
    {
        if (_file!.Tighten())
        {
            Logs.Authority.Warn($"{Origin}: others than the owner could read it; the file mode is 0600 now");
        }

        return SelfSignedText.TryRead(text, out var key, out var roots, out var error)
            ? Material(key, roots)
            : throw new AuthorityException($"{Origin}: {error}");
    }

    private SigningMaterial Material(PrivateKey key, IReadOnlyList<X509Certificate2> roots) =>
        SigningMaterial.Create(Origin, key, roots[0], [], TrustBundle.Of(roots).With(_extraRoots), _time.GetUtcNow());
}
