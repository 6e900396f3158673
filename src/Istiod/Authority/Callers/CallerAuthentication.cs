using Istiod.Authority.Serving;
using Microsoft.Extensions.Primitives;

namespace Istiod.Authority.Callers;

/// <summary>
/// Finds out who calls, in Istio's order: by the client certificate, then by a bearer token. Nothing else counts, no header <c>x-forwarded-client-cert</c>
/// either. Used by the CA, xDS and debug pages alike.
/// </summary>
/// <param name="verifiers">Of tokens, in the order in which they are asked; the first that knows the caller decides.</param>
internal sealed class CallerAuthentication(CallerTrust trust, IReadOnlyList<ITokenVerifier> verifiers)
{
    // Istio 1.28.4 compares letter by letter, although RFC 9110 (section 11.1) lets schemes be written either way.
    private const string Bearer = "Bearer ";

    private const string ClusterHeader = "clusterid";

    public async ValueTask<CallerResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        var clusterId = context.Request.Headers[ClusterHeader].ToString();
        var certificate = ByCertificate(context.Features.Get<PeerCertificate>(), clusterId);
        if (certificate.IsAuthenticated)
        {
            return certificate;
        }

        var token = await ByTokenAsync(context.Request.Headers.Authorization, clusterId, cancellation);
        return token.IsAuthenticated ? token : CallerResult.Unknown($"{certificate.Reason}; {token.Reason}");
    }

    /// <summary>
    /// The chain was verified at the handshake; it is verified again at each call, because a connection may live longer than what was trusted then.
    /// </summary>
    private CallerResult ByCertificate(PeerCertificate? peer, string clusterId) =>
        peer is null ? CallerResult.Unknown("no client certificate")
        : trust.TryIdentify(peer.Chain, out var identity, out var refusal)
            ? CallerResult.Known(new Caller(CallerSource.ClientCertificate, identity, Account: null, clusterId))
            : CallerResult.Unknown($"the client certificate is not accepted: {refusal}");

    private ValueTask<CallerResult> ByTokenAsync(StringValues authorization, string clusterId, CancellationToken cancellation) =>
        verifiers.Count == 0 ? ValueTask.FromResult(CallerResult.Unknown("there is neither JWT_RULE nor an API server to verify tokens by"))
        : TokenIn(authorization) is not { } token ? ValueTask.FromResult(CallerResult.Unknown("no bearer token"))
        : VerifyAsync(token, clusterId, cancellation);

    private async ValueTask<CallerResult> VerifyAsync(string token, string clusterId, CancellationToken cancellation)
    {
        var reasons = "";
        foreach (var verifier in verifiers)
        {
            var result = await verifier.VerifyAsync(token, clusterId, cancellation);
            if (result.IsAuthenticated)
            {
                return result;
            }

            reasons = reasons.Length == 0 ? result.Reason : $"{reasons}; {result.Reason}";
        }

        return CallerResult.Unknown(reasons);
    }

    private static string? TokenIn(StringValues authorization)
    {
        foreach (var value in authorization)
        {
            if (value is not null && value.StartsWith(Bearer, StringComparison.Ordinal))
            {
                return value[Bearer.Length..].Trim();
            }
        }

        return null;
    }
}
