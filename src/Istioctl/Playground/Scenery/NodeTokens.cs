using System.Text.Json.Nodes;
using Istio.Security.Keys;
using Istio.Security.Tokens;

namespace Istioctl.Playground.Scenery;

/// <summary>
/// What a Kubernetes API server does for a node, where there is none: it signs tokens that say which pod the bearer is. istiod gets the public key in
/// <c>JWT_RULE</c>.
/// </summary>
internal sealed class NodeTokens(TimeProvider time)
{
    /// <summary>Whom the tokens are for: istiod.</summary>
    public const string Audience = "istio-ca";

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly TokenIssuer _issuer = new(PrivateKey.CreateP256(), "https://playground.istio.test", time);

    /// <summary>The value of istiod's <c>JWT_RULE</c>.</summary>
    public string JwtRule => new JsonObject
    {
        ["issuer"] = _issuer.Issuer,
        ["audiences"] = new JsonArray(JsonValue.Create(Audience)),
        ["jwks"] = _issuer.Jwks,
    }.ToJsonString();

    public string Issue(SceneWorkload pod)
    {
        var claims = new ServiceAccountClaims(pod.Namespace, pod.ServiceAccount, new BoundPod(pod.Name, pod.Uid, pod.Node));
        return _issuer.Issue(claims, [Audience], Lifetime);
    }
}
