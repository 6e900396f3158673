namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <param name="Namespace">Empty: the namespace of the policy.</param>
public sealed record PolicyTarget(string Group, string Kind, string Name, string Namespace);
