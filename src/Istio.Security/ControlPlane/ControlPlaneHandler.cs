using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Logging;

namespace Istio.Security.ControlPlane;

/// <summary>
/// The HTTP handler of gRPC channels to istiod: TLS 1.3, istiod verified against its roots as they are at each handshake, sessions never
/// resumed, and open connections closed when the roots change and istiod's chain leads to none of them any more. A token goes
/// into the headers of each call; a certificate is shown when the options have one.
/// </summary>
public sealed class ControlPlaneHandler : DelegatingHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);
    private static readonly LogScope Log = LogScope.Get("security", "certificates and trust");

    private readonly IstiodConnections? _connections;

    private ControlPlaneHandler(HttpMessageHandler transport, IstiodConnections? connections)
        : base(transport) => _connections = connections;

    /// <param name="options">Where istiod is and how it is known.</param>
    /// <param name="time">Certificates are checked by this clock.</param>
    public static ControlPlaneHandler Create(ControlPlaneOptions options, TimeProvider time)
    {
        var connections = options.Roots.IsSystem ? null : new IstiodConnections(options, time);
        return new(
            new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTimeout,
                KeepAlivePingDelay = PingDelay,
                KeepAlivePingTimeout = PingTimeout,
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
                SslOptions = Tls(options, connections, time),
            },
            connections);
    }

    protected override void Dispose(bool disposing)
    {
        _connections?.Dispose();
        base.Dispose(disposing);
    }

    private static SslClientAuthenticationOptions Tls(ControlPlaneOptions options, IstiodConnections? connections, TimeProvider time)
    {
        var tls = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            AllowTlsResume = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            TargetHost = options.HostName,
            ClientCertificateContext = options.ClientCertificate,
        };
        if (connections is not null)
        {
            tls.CertificateChainPolicy = OwnVerification();
            tls.RemoteCertificateValidationCallback = (stream, certificate, chain, _) => Accept(options, connections, (SslStream)stream, certificate, chain, time);
        }

        return tls;
    }

    /// <summary>The framework walks a chain before it asks the callback; keep that from the network and the machine's roots.</summary>
    private static X509ChainPolicy OwnVerification() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    private static bool Accept(
        ControlPlaneOptions options, IstiodConnections connections, SslStream stream, X509Certificate? certificate, X509Chain? sent, TimeProvider time)
    {
        var refusal = IstiodVerification.Verify(options, certificate, sent, time.GetUtcNow(), out var chain, out var roots);
        if (refusal is not null)
        {
            Log.Warn($"{options.Address} is not trusted: {refusal}");
            return false;
        }

        connections.Add(stream, chain!, roots!);
        return true;
    }
}
