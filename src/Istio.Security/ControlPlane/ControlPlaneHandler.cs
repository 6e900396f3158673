using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Logging;
using Istio.Security.Trust;

namespace Istio.Security.ControlPlane;

/// <summary>
/// The HTTP handler of gRPC channels to istiod: TLS 1.3, istiod verified against its roots as they are at each handshake, sessions never
/// resumed. The proxy shows a token and no certificate.
/// </summary>
public static class ControlPlaneHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);
    private static readonly LogScope Log = LogScope.Get("security", "certificates and trust");

    /// <param name="time">Certificates are judged by this clock.</param>
    public static SocketsHttpHandler Create(ControlPlaneOptions options, TimeProvider time) => new()
    {
        ConnectTimeout = ConnectTimeout,
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingTimeout = PingTimeout,
        EnableMultipleHttp2Connections = true,
        UseProxy = false,
        SslOptions = Tls(options, time),
    };

    private static SslClientAuthenticationOptions Tls(ControlPlaneOptions options, TimeProvider time)
    {
        SslClientAuthenticationOptions tls = new()
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            AllowTlsResume = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            TargetHost = HostName(options),
        };
        if (!options.Roots.IsSystem)
        {
            tls.CertificateChainPolicy = OwnVerification();
            tls.RemoteCertificateValidationCallback = (_, certificate, chain, _) => Accept(options, certificate, chain, time);
        }

        return tls;
    }

    private static string HostName(ControlPlaneOptions options) => options.AlternateHostName ?? options.Address.DnsSafeHost;

    /// <summary>The framework walks a chain before it asks the callback; keep that from the network and the machine's roots.</summary>
    private static X509ChainPolicy OwnVerification() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    private static bool Accept(ControlPlaneOptions options, X509Certificate? certificate, X509Chain? sent, TimeProvider time)
    {
        string? refusal = Refusal(options, certificate as X509Certificate2, sent, time.GetUtcNow());
        if (refusal is not null)
        {
            Log.Warn($"{options.Address} is not trusted: {refusal}");
        }

        return refusal is null;
    }

    private static string? Refusal(ControlPlaneOptions options, X509Certificate2? certificate, X509Chain? sent, DateTimeOffset now)
    {
        if (certificate is null)
        {
            return "it sent no certificate";
        }

        if (options.Roots.Read(out string? error) is not { } roots)
        {
            return error;
        }

        if (!PeerChain.TryCreate(certificate, sent?.ChainPolicy.ExtraStore ?? [], out PeerChain? chain, out error))
        {
            return error;
        }

        ChainVerdict verdict = roots.Verify(chain, CertificateUse.Server, now);
        return !verdict.IsTrusted ? verdict.Reason
            : !certificate.MatchesHostname(HostName(options), allowWildcards: true, allowCommonName: false) ? $"its certificate is not for {HostName(options)}"
            : null;
    }
}
