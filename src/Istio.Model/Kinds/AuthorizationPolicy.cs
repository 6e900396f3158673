using Istio.Core.Values;

namespace Istio.Model.Kinds;

/// <summary>Who may call what.</summary>
public sealed record AuthorizationPolicy(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.AuthorizationPolicy;

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
