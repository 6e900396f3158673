using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <summary>Who may call what.</summary>
public sealed record AuthorizationPolicy(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<AuthorizationPolicy> Kind { get; } = new("security.istio.io", nameof(AuthorizationPolicy), "authorizationpolicies", AuthorizationPolicyDecoder.Decode)
    {
        Versions = ["v1", "v1beta1"],
    };

    protected override Kind DeclaredKind => Kind;

    /// <summary>Null: the whole namespace, or the whole mesh from the root namespace.</summary>
    public ValueMap<string, string>? Selector { get; init; }

    /// <summary>Gateways and services whose waypoint enforces the policy; empty for a policy enforced at the workload.</summary>
    public ValueList<PolicyTarget> Targets { get; init; } = [];

    public PolicyAction Action { get; init; }

    /// <summary>The external authorizer of a <see cref="PolicyAction.Custom"/> policy.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Any rule that matches makes the policy match; no rules match nothing.</summary>
    public ValueList<PolicyRule> Rules { get; init; } = [];
}
