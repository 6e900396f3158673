namespace Ztunnel.Policies;

/// <summary>Values of <c>istio.security.Action</c>.</summary>
internal enum PolicyAction
{
    Allow = 0,
    Deny = 1,
}
