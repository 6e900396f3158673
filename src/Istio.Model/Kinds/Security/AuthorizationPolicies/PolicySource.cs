using Istio.Core.Values;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <summary>The caller, as written: every list that is given must match.</summary>
public sealed record PolicySource
{
    public ValueList<string> Principals { get; init; } = [];

    public ValueList<string> NotPrincipals { get; init; } = [];

    public ValueList<string> RequestPrincipals { get; init; } = [];

    public ValueList<string> NotRequestPrincipals { get; init; } = [];

    public ValueList<string> Namespaces { get; init; } = [];

    public ValueList<string> NotNamespaces { get; init; } = [];

    /// <summary><c>NAMESPACE/NAME</c>, or <c>NAME</c> in the namespace of the policy.</summary>
    public ValueList<string> ServiceAccounts { get; init; } = [];

    public ValueList<string> NotServiceAccounts { get; init; } = [];

    public ValueList<string> IpBlocks { get; init; } = [];

    public ValueList<string> NotIpBlocks { get; init; } = [];

    public ValueList<string> RemoteIpBlocks { get; init; } = [];

    public ValueList<string> NotRemoteIpBlocks { get; init; } = [];
}
