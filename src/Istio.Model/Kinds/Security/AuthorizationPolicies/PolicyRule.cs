using Istio.Core.Values;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <summary>Matches when one source, one operation and every condition match; an empty list matches anything.</summary>
public sealed record PolicyRule(ValueList<PolicySource> From, ValueList<PolicyOperation> To, ValueList<PolicyCondition> When);
