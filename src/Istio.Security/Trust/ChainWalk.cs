using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Istio.Security.Trust;

/// <summary>One verification of one chain with the framework's path validation, cut off from the machine's own trust store.</summary>
internal static class ChainWalk
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public static ChainVerdict Verify(X509Certificate2[] roots, PeerChain peer, CertificateUse use, DateTimeOffset now)
    {
        if (roots.Length == 0)
        {
            return ChainVerdict.Refused("there is no trusted root");
        }

        using var chain = new X509Chain();
        chain.ChainPolicy = Policy(roots, peer, use, now);
        try
        {
            return chain.Build(peer.Leaf) ? ChainVerdict.Trusted : ChainVerdict.Refused(Explain(chain));
        }
        catch (CryptographicException e)
        {
            return ChainVerdict.Refused(e.Message);
        }
        finally
        {
            Release(chain);
        }
    }

    private static X509ChainPolicy Policy(X509Certificate2[] roots, PeerChain peer, CertificateUse use, DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.CustomTrustStore.AddRange(roots);
        foreach (var intermediate in peer.Intermediates)
        {
            policy.ExtraStore.Add(intermediate);
        }

        if (use != CertificateUse.Authority)
        {
            policy.ApplicationPolicy.Add(new Oid(use == CertificateUse.Server ? ServerAuthentication : ClientAuthentication));
        }

        return policy;
    }

    private static string Explain(X509Chain chain)
    {
        var reasons = chain.ChainStatus.Select(status => $"{status.Status}: {status.StatusInformation.Trim()}").Distinct();
        return string.Join("; ", reasons);
    }

    /// <summary>The elements are copies; freeing them here spares the finalizer thread of a busy server.</summary>
    private static void Release(X509Chain chain)
    {
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }
    }
}
