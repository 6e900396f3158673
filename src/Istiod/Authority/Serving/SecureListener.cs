using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Trust;
using Istiod.Authority.Callers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Istiod.Authority.Serving;

/// <summary>
/// TLS of istiod's secure ports: a client certificate is optional, but one that is sent must be a workload's under istiod's own roots at
/// the handshake. Sessions are never resumed, so there is no handshake without that verification (CVE-2025-68121 is about resumption
/// that kept an older verdict).
/// </summary>
internal sealed class SecureListener(ServingCertificate serving, CallerTrust trust) : IDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly OpenPeers _open = new(trust);

    /// <summary>Connections with a client certificate that are open now; they are closed when their certificate no longer verifies.</summary>
    public OpenPeers Open => _open;

    /// <summary>Puts TLS on a Kestrel listener.</summary>
    public void Use(ListenOptions listen)
    {
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = context => ValueTask.FromResult(Options(context.Connection)),
        });
        listen.Use(next => connection => _open.ServeAsync(connection, next));
    }

    public void Dispose() => _open.Dispose();

    private SslServerAuthenticationOptions Options(BaseConnectionContext connection) => new()
    {
        ServerCertificateContext = serving.Current,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        ClientCertificateRequired = true,
        CertificateChainPolicy = OwnVerification(),
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => Accept(connection, certificate, chain),
    };

    /// <summary>
    /// The framework walks a chain before it asks the callback. Its verdict is ours to make; keep it from the network and the machine's roots.
    /// </summary>
    private static X509ChainPolicy OwnVerification() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    private bool Accept(BaseConnectionContext connection, X509Certificate? certificate, X509Chain? sent)
    {
        if (certificate is null)
        {
            return true;
        }

        // The framework disposes of its own objects after the handshake.
        var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        IEnumerable<X509Certificate2> others = sent?.ChainPolicy.ExtraStore ?? [];
        X509Certificate2[] intermediates = [.. others.Select(one => X509CertificateLoader.LoadCertificate(one.RawDataMemory.Span))];
        if (!PeerChain.TryCreate(leaf, intermediates, out var chain, out var refusal) || !trust.TryIdentify(chain, out _, out refusal))
        {
            Logs.Security.Info($"client certificate of {connection.RemoteEndPoint} for {chain?.Names.Uris} refused: {refusal}");
            return false;
        }

        connection.Features.Set(new PeerCertificate(chain));
        return true;
    }
}
