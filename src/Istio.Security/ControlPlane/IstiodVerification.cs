using System.Security.Cryptography.X509Certificates;
using Istio.Security.Trust;

namespace Istio.Security.ControlPlane;

/// <summary>Whether a certificate is istiod's: its chain leads to one of the roots, and its names include istiod's.</summary>
internal static class IstiodVerification
{
    /// <summary>Judges what a handshake presents, by the roots as they are now.</summary>
    /// <param name="options">How istiod is known.</param>
    /// <param name="certificate">The certificate presented, if any.</param>
    /// <param name="sent">With the intermediates that came along.</param>
    /// <param name="now">When the certificates must be valid.</param>
    /// <param name="chain">Certificates of our own that outlive the handshake; set when accepted.</param>
    /// <param name="roots">The roots by which it was accepted.</param>
    /// <returns>Null when accepted, else why not.</returns>
    public static string? Verify(
        ControlPlaneOptions options, X509Certificate? certificate, X509Chain? sent, DateTimeOffset now, out PeerChain? chain, out TrustBundle? roots)
    {
        chain = null;
        roots = null;
        if (certificate is null)
        {
            return "it sent no certificate";
        }

        roots = options.Roots.Read(out var error);
        if (roots is null)
        {
            return error;
        }

        // The framework disposes of what it hands to the callback.
        ReadOnlyMemory<byte>[] der = [certificate.GetRawCertData(), .. (sent?.ChainPolicy.ExtraStore ?? []).Select(one => (ReadOnlyMemory<byte>)one.RawData)];
        return PeerChain.TryRead(der, out chain, out error) ? Verify(options, chain, roots, now) : error;
    }

    /// <summary>The same for a chain that was presented earlier.</summary>
    public static string? Verify(ControlPlaneOptions options, PeerChain chain, TrustBundle roots, DateTimeOffset now)
    {
        var verdict = roots.Verify(chain, CertificateUse.Server, now);
        return !verdict.IsTrusted ? verdict.Reason
            : !chain.Leaf.MatchesHostname(options.HostName, allowWildcards: true, allowCommonName: false) ? $"its certificate is not for {options.HostName}"
            : null;
    }
}
