namespace Istio.Security.Tokens;

/// <summary>The pod that a service account token is bound to.</summary>
/// <param name="Node">Empty when the token does not say; Kubernetes writes it since 1.30.</param>
public sealed record BoundPod(string Name, string Uid, string Node);
