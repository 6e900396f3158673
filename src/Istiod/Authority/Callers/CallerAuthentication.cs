using Istio.Core.Values;
using Istio.Security.Trust;
using Istiod.Authority.Roots;
using Istiod.Authority.Serving;

namespace Istiod.Authority.Callers;

/// <summary>Finds out who calls: the client certificate first, then a bearer token. Used by the CA, xDS and debug pages alike.</summary>
/// <param name="tokens">Null when no <c>JWT_RULE</c> is configured.</param>
internal sealed class CallerAuthentication(MeshTrust trust, TokenVerifier? tokens, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private const string ClusterHeader = "clusterid";

    public async ValueTask<CallerResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        string clusterId = context.Request.Headers[ClusterHeader].ToString();
        CallerResult certificate = ByCertificate(context.Features.Get<PeerCertificate>(), clusterId);
        if (certificate.IsAuthenticated)
        {
            return certificate;
        }

        CallerResult token = await ByTokenAsync(context.Request.Headers.Authorization.ToString(), clusterId, cancellation);
        return token.IsAuthenticated ? token : CallerResult.Unknown($"{certificate.Reason}; {token.Reason}");
    }

    /// <summary>
    /// The chain was verified at the handshake; it is verified again at each call, because a connection lives longer than a trust bundle.
    /// </summary>
    private CallerResult ByCertificate(PeerCertificate? peer, string clusterId)
    {
        if (peer is null)
        {
            return CallerResult.Unknown("no client certificate");
        }

        ChainVerdict verdict = trust.Live.Current.Verify(peer.Chain, CertificateUse.Client, time.GetUtcNow());
        if (!verdict.IsTrusted)
        {
            return CallerResult.Unknown($"the client certificate is not trusted: {verdict.Reason}");
        }

        ValueList<string> names = [.. peer.Chain.Names.Uris, .. peer.Chain.Names.DnsNames];
        return names.IsEmpty
            ? CallerResult.Unknown("the client certificate names nobody")
            : CallerResult.Known(new Caller(CallerSource.ClientCertificate, names, Account: null, clusterId));
    }

    private async ValueTask<CallerResult> ByTokenAsync(string authorization, string clusterId, CancellationToken cancellation) =>
        tokens is null ? CallerResult.Unknown("no JWT_RULE is configured")
        : !authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? CallerResult.Unknown("no bearer token")
        : await tokens.VerifyAsync(authorization[Bearer.Length..].Trim(), clusterId, cancellation);
}
