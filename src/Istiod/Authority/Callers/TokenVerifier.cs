using System.Text.Json;
using Istio.Security.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>Verifies the tokens of the issuer in <c>JWT_RULE</c>, which carry the claims of Kubernetes' bound service account tokens.</summary>
/// <param name="trustDomain">Of the mesh as identities have it, asked for at each call: tokens do not name one.</param>
internal sealed class TokenVerifier(JwtRule rule, KeySet keys, Func<string> trustDomain, TimeProvider time) : ITokenVerifier
{
    /// <summary>How far ahead an issuer's clock may be; for expiry there is no leeway.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    /// <summary>Signatures that need a private key to make. <c>none</c> and the HMAC family are refused whatever the key set says.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = UnverifiedToken.Longest };

    public async ValueTask<CallerResult> VerifyAsync(string token, string clusterId, CancellationToken cancellation)
    {
        if (!UnverifiedToken.TryRead(token, out var unverified, out var refusal))
        {
            return CallerResult.Unknown(refusal);
        }

        var candidates = await keys.FindAsync(string.IsNullOrEmpty(unverified.Kid) ? null : unverified.Kid, cancellation);
        var result = await _handler.ValidateTokenAsync(token, Parameters(candidates));
        return result.IsValid
            ? Identify((JsonWebToken)result.SecurityToken, clusterId)
            : CallerResult.Unknown($"the bearer token is refused: {result.Exception?.Message}");
    }

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> candidates) => new()
    {
        ValidIssuer = rule.Issuer,
        AudienceValidator = (audiences, _, _) => rule.Audiences.IsEmpty || audiences.Any(rule.Audiences.Contains),
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = candidates,
        TryAllIssuerSigningKeys = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = IsCurrent,
    };

    private bool IsCurrent(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now + Leeway);
    }

    private CallerResult Identify(JsonWebToken token, string clusterId)
    {
        if (!ServiceAccountClaims.TryParseSubject(token.Subject ?? "", out var ns, out var serviceAccount))
        {
            return CallerResult.Unknown($"the token's subject '{token.Subject}' is not a service account");
        }

        return CallerResult.OfAccount(new(ns, serviceAccount, BoundPodOf(token)), trustDomain(), clusterId);
    }

    private static BoundPod? BoundPodOf(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue("kubernetes.io", out JsonElement binding)
            || Member(binding, "pod") is not { } pod
            || Text(pod, "name") is not { } name
            || Text(pod, "uid") is not { } uid)
        {
            return null;
        }

        var node = Member(binding, "node") is { } bound ? Text(bound, "name") ?? "" : "";
        return new BoundPod(name, uid, node);
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
