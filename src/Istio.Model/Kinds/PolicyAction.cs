namespace Istio.Model.Kinds;

public enum PolicyAction
{
    Allow,
    Deny,
    Audit,
    Custom,
}
