using Istio.Core.Values;
using Istio.Kubernetes.Client;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Istiod.Authority.Callers.Reviews;

/// <summary>Verifies service account tokens by asking the API server of the caller's cluster (TokenReview).</summary>
/// <param name="ownClusterId">The cluster of <paramref name="api"/>: tokens of others cannot be reviewed there.</param>
/// <param name="trustDomain">Of the mesh as identities have it, asked for at each call.</param>
internal sealed class TokenReviews(ApiClient api, ValueList<string> audiences, string ownClusterId, Func<string> trustDomain, TimeProvider time) : ITokenVerifier, IDisposable
{
    /// <summary>Of tokens in Secrets, which have no audience and do not end.</summary>
    private const string LegacyIssuer = "kubernetes/serviceaccount";

    private readonly SharedReviews _reviews = new(new ReviewCall(api, audiences, time).AskAsync, time);

    public async ValueTask<CallerResult> VerifyAsync(string token, string clusterId, CancellationToken cancellation)
    {
        if (Refusal(token, clusterId) is { } refusal)
        {
            return CallerResult.Unknown(refusal);
        }

        var verdict = await _reviews.ReviewAsync(token, cancellation);
        return verdict.IsAccepted ? CallerResult.OfAccount(verdict.Account, trustDomain(), clusterId) : CallerResult.Unknown(verdict.Reason);
    }

    public void Dispose() => _reviews.Dispose();

    /// <summary>Why the API server need not be asked; null when it must be. A verdict that is remembered does not outlive the token, for this is asked first.</summary>
    private string? Refusal(string token, string callerCluster) =>
        callerCluster.Length > 0 && callerCluster != ownClusterId ? $"the client says that it is in cluster '{callerCluster}'; only tokens of cluster '{ownClusterId}' can be reviewed"
        : !UnverifiedToken.TryRead(token, out var unverified, out var unreadable) ? unreadable
        : unverified.Issuer == LegacyIssuer ? $"the token is of issuer {LegacyIssuer}, bound to no audience: mount a projected token with audience {audiences[0]}"
        : HasEnded(unverified) ? $"the token ended at {unverified.ValidTo:O}"
        : null;

    private bool HasEnded(JsonWebToken token) => token.ValidTo != DateTime.MinValue && token.ValidTo <= time.GetUtcNow().UtcDateTime;
}
