namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

public enum PolicyAction
{
    Allow,
    Deny,
    Audit,
    Custom,
}
