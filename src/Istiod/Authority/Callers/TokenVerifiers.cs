using Istio.Kubernetes.Client;
using Istiod.Authority.Callers.Reviews;

namespace Istiod.Authority.Callers;

/// <summary>The verifiers of tokens that are configured, in Istio's order: the issuer in <c>JWT_RULE</c>, then the API server.</summary>
internal sealed class TokenVerifiers : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1024 * 1024 };
    private readonly KeySet? _keys;
    private readonly TokenReviews? _reviews;

    /// <param name="api">Null without Kubernetes.</param>
    /// <exception cref="AuthorityException"><c>JWT_RULE</c> or <c>TOKEN_AUDIENCES</c> cannot be used.</exception>
    public TokenVerifiers(AuthoritySettings settings, ApiClient? api, Func<string> trustDomain, TimeProvider time)
    {
        var all = new List<ITokenVerifier>();
        if (settings.JwtRule.Length > 0)
        {
            var rule = JwtRule.TryParse(settings.JwtRule, out var read, out var error) ? read : throw new AuthorityException(error);
            _keys = new(KeySetSources.For(rule, settings.KeySetRefresh, _http), time);
            all.Add(new TokenVerifier(rule, _keys, trustDomain, time));
        }

        if (api is not null)
        {
            if (settings.TokenAudiences.IsEmpty)
            {
                throw new AuthorityException("TOKEN_AUDIENCES names no audience: tokens made for the API server itself would be accepted; name one, for instance istio-ca");
            }

            _reviews = new(api, settings.TokenAudiences, settings.ClusterId, trustDomain, time);
            all.Add(_reviews);
        }

        InOrder = all;
    }

    public IReadOnlyList<ITokenVerifier> InOrder { get; }

    public void Dispose()
    {
        _reviews?.Dispose();
        _keys?.Dispose();
        _http.Dispose();
    }
}
