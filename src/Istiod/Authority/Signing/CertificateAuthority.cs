using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Core.Time;
using Istio.Security.Certificates;
using Istiod.Authority.Roots;

namespace Istiod.Authority.Signing;

/// <summary>Signs workload certificates by the rules of Istio's built-in CA.</summary>
/// <param name="trustDomain">Of the mesh as identities have it, asked for at each call: nothing else is signed, whoever asks.</param>
internal sealed class CertificateAuthority(LiveMaterial live, AuthoritySettings settings, Func<string> trustDomain, TimeProvider time)
{
    /// <summary>Room for clocks that are behind; the certificate lives that much longer than was asked for.</summary>
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    /// <summary>Upper bound of a common name (RFC 5280, appendix A.1, ub-common-name).</summary>
    private const int LongestCommonName = 64;

    private readonly Lock _signing = new();

    /// <param name="requestPem">The PKCS#10 request; only its key and the presence of a common name count.</param>
    /// <param name="identity">Of the authenticated caller, or one that it may impersonate; never from the request.</param>
    /// <param name="seconds">Asked for; zero or less means the default.</param>
    public SigningOutcome Sign(string requestPem, SpiffeId identity, long seconds)
    {
        if (!identity.IsWellFormed || identity.TrustDomain != trustDomain())
        {
            return SigningOutcome.Refused(SigningFailure.Generation, $"'{identity}' is not a workload's identity of trust domain '{trustDomain()}'");
        }

        var material = live.Current;
        var now = time.GetUtcNow();
        if (!SigningRequest.TryParse(requestPem, out var request, out var error))
        {
            return SigningOutcome.Refused(SigningFailure.Request, error);
        }

        if (seconds > settings.LongestWorkloadLifetime.TotalSeconds)
        {
            var longest = GoDuration.Format(settings.LongestWorkloadLifetime);
            return SigningOutcome.Refused(SigningFailure.Lifetime, $"requested TTL {Written(seconds)} is greater than the max allowed TTL {longest}");
        }

        var lifetime = seconds > 0 ? TimeSpan.FromSeconds(seconds) : DefaultLifetime(material, now);
        return lifetime <= TimeSpan.Zero
            ? SigningOutcome.Refused(SigningFailure.NotReady, $"the CA's own chain ended at {material.EndOfChain:O}")
            : Issue(material, request, identity.ToString(), new Validity(now - Backdating, now + lifetime));
    }

    private static string Written(long seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? GoDuration.Format(TimeSpan.FromSeconds(seconds)) : $"{seconds}s";

    /// <summary>
    /// A certificate that outlives a plugged-in chain is useless for its last part, and its renewal at half of its life may come too late; so the
    /// default is shortened. A life asked for is taken as it is: the caller may know why.
    /// </summary>
    private TimeSpan DefaultLifetime(SigningMaterial material, DateTimeOffset now)
    {
        var left = material.EndOfChain - now;
        return left < settings.DefaultWorkloadLifetime ? left : settings.DefaultWorkloadLifetime;
    }

    private SigningOutcome Issue(SigningMaterial material, SigningRequest request, string name, Validity validity)
    {
        try
        {
            X509Certificate2 leaf;
            lock (_signing)
            {
                // The framework does not promise that one key object may sign on several threads.
                leaf = material.Signer.Sign(request.PublicKey, SubjectAltNames.FromNames([name]), CommonName(request, name), validity);
            }

            using (leaf)
            {
                return SigningOutcome.Signed([CertificatePem.Write(leaf), .. material.Intermediates.Select(CertificatePem.Write), material.Roots.Pem]);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return SigningOutcome.Refused(SigningFailure.Generation, e.Message);
        }
    }

    private static string? CommonName(SigningRequest request, string name)
    {
        if (!request.HasCommonName)
        {
            return null;
        }

        if (name.Length <= LongestCommonName)
        {
            return name;
        }

        Logs.Authority.Info($"the common name is left out of the certificate for {name}: it is longer than {LongestCommonName} characters");
        return null;
    }
}
