using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;
using Istiod.Authority.Roots.Kept;

namespace Istiod.Authority.Roots;

/// <summary>
/// The CA that istiod makes for itself when none is plugged in. Several istiods may share where it is kept: the first to create it wins, and each takes over
/// what another one rotated. One caller at a time.
/// </summary>
internal sealed class SelfSignedAuthority
{
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    /// <summary>Of finding it made by another and gone again.</summary>
    private const int MostRaces = 5;

    private readonly AuthoritySettings _settings;
    private readonly string _organization;
    private readonly TrustBundle _extraRoots;
    private readonly TimeProvider _time;
    private readonly IKeptSecret _secret;
    private KeptRoot? _kept;

    /// <param name="organization">Written into the root's subject: the trust domain.</param>
    public SelfSignedAuthority(AuthoritySettings settings, string organization, IKeptSecret secret, TimeProvider time)
    {
        _settings = settings;
        _organization = organization;
        _time = time;
        _extraRoots = PluggedInAuthority.ExtraRoots(settings.RootCaDirectory);
        _secret = secret;
    }

    private string Origin => _secret.Place.Length == 0 ? "self-signed CA" : $"self-signed CA in {_secret.Place}";

    /// <exception cref="SecretUnavailableException">The place does not answer.</exception>
    /// <exception cref="AuthorityException">What is kept cannot be read or understood.</exception>
    public async Task<SigningMaterial> LoadOrCreateAsync(CancellationToken cancellation)
    {
        KeptRoot? fresh = null;
        for (var race = 0; race < MostRaces; race++)
        {
            if (await _secret.ReadAsync(cancellation) is { } kept)
            {
                return Take(kept);
            }

            fresh ??= NewRoot(PrivateKey.CreateRsa(_settings.SelfSignedRsaKeySize), []);
            if (await _secret.TryCreateAsync(fresh, cancellation) is { } created)
            {
                var material = Take(created);
                Logs.Authority.Info($"{Origin}: created a root certificate that ends at {Validity.Of(created.Root).NotAfter:O}");
                return material;
            }
        }

        throw new AuthorityException($"{Origin}: others create and remove it again and again; find out who does");
    }

    /// <summary>
    /// What another istiod that shares the place has put there; null when it is what this one has. What somebody has removed is put back: a restart must not
    /// make a CA that nobody trusts.
    /// </summary>
    public async Task<SigningMaterial?> ReloadAsync(SigningMaterial current, CancellationToken cancellation)
    {
        if (await _secret.ReadAsync(cancellation) is not { } kept)
        {
            await RestoreAsync(cancellation);
            return null;
        }

        var material = Take(kept);
        return material.Certificate.RawDataMemory.Span.SequenceEqual(current.Certificate.RawDataMemory.Span) && material.Roots.Equals(current.Roots) ? null : material;
    }

    /// <summary>
    /// A new root certificate for the same key, kept before it is used. The former root stays trusted until it ends, and because the key
    /// stays, certificates signed under either verify with both: proxies may learn of the change in any order.
    /// </summary>
    /// <returns>Null when somebody else has written since the CA was read: read it again.</returns>
    public async Task<SigningMaterial?> RotateAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var next = NewRoot(_kept!.Key, [.. _kept.Former.Prepend(_kept.Root).Where(one => Validity.Of(one).Contains(now))]);
        // Before it is kept: what does not fit must not replace what does.
        var rotated = Material(next);
        if (await _secret.TryReplaceAsync(_kept, next, cancellation) is not { } written)
        {
            return null;
        }

        _kept = written;
        return rotated;
    }

    private async Task RestoreAsync(CancellationToken cancellation)
    {
        if (await _secret.TryCreateAsync(_kept!, cancellation) is { } restored)
        {
            _kept = restored;
            Logs.RootRotation.Warn($"{Origin}: somebody has removed it, and it is put back; to have a new CA made remove it while no istiod runs");
        }
    }

    private KeptRoot NewRoot(PrivateKey key, IReadOnlyList<X509Certificate2> former)
    {
        var now = _time.GetUtcNow();
        return new(key, RootCertificate.CreateSelfSigned(key, _organization, new Validity(now - Backdating, now + _settings.SelfSignedLifetime)), former);
    }

    private SigningMaterial Take(KeptRoot kept)
    {
        var material = Material(kept);
        _kept = kept;
        return material;
    }

    private SigningMaterial Material(KeptRoot kept) =>
        SigningMaterial.Create(Origin, kept.Key, kept.Root, [], TrustBundle.Of(kept.Former.Prepend(kept.Root)).With(_extraRoots), _time.GetUtcNow());
}
