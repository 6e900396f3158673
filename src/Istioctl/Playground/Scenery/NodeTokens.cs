using System.Text.Json.Nodes;
using Istio.Security.Keys;
using Istio.Security.Tokens;

namespace Istioctl.Playground.Scenery;

/// <summary>
/// What a Kubernetes API server does for a node: it signs tokens that say which pod the bearer is. istiod gets the public key in <c>JWT_RULE</c>.
/// </summary>
internal sealed class NodeTokens(TimeProvider time)
{
    private const string Audience = "istio-ca";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly TokenIssuer _issuer = new(PrivateKey.CreateP256(), "https://playground.istio.test", time);

    /// <summary>The value of istiod's <c>JWT_RULE</c>.</summary>
    public string JwtRule => new JsonObject
    {
        ["issuer"] = _issuer.Issuer,
        ["audiences"] = new JsonArray(JsonValue.Create(Audience)),
        ["jwks"] = _issuer.Jwks,
    }.ToJsonString();

    /// <summary>Writes the token of a node's ztunnel and returns its path.</summary>
    public string Write(SceneNode node, WorkFolder folder)
    {
        var agent = node.Agent;
        var claims = new ServiceAccountClaims(agent.Namespace, agent.ServiceAccount, new BoundPod(agent.Name, agent.Uid, node.Name));
        var path = Path.Combine(folder.Tokens, $"{agent.Name}.jwt");
        SecretFile.Write(path, _issuer.Issue(claims, [Audience], Lifetime));
        return path;
    }
}
