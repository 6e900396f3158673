using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>The policies of one scope, split by what they do and sorted by key so that the policy named in a decision is always the same.</summary>
internal sealed class PolicySet
{
    private PolicySet(ValueList<AuthorizationPolicy> deny, ValueList<AuthorizationPolicy> allow)
    {
        Deny = deny;
        Allow = allow;
    }

    public static PolicySet Empty { get; } = new([], []);

    public ValueList<AuthorizationPolicy> Deny { get; }

    public ValueList<AuthorizationPolicy> Allow { get; }

    public bool IsEmpty => Deny.IsEmpty && Allow.IsEmpty;

    public PolicySet With(AuthorizationPolicy policy)
    {
        var without = Without(policy.Key);
        return policy.Action == PolicyAction.Deny
            ? new(Insert(without.Deny, policy), without.Allow)
            : new(without.Deny, Insert(without.Allow, policy));
    }

    public PolicySet Without(string key) => new(Remove(Deny, key), Remove(Allow, key));

    private static ValueList<AuthorizationPolicy> Insert(ValueList<AuthorizationPolicy> policies, AuthorizationPolicy policy) =>
        policies.Append(policy).OrderBy(p => p.Key, StringComparer.Ordinal).ToValueList();

    private static ValueList<AuthorizationPolicy> Remove(ValueList<AuthorizationPolicy> policies, string key) =>
        policies.Where(p => p.Key != key).ToValueList();
}
