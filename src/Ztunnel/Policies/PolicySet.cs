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

    /// <summary>The set after a batch of changes, by key; null removes. Costs one pass over the set and the sorting of what changed.</summary>
    public PolicySet With(Dictionary<string, AuthorizationPolicy?> changes) =>
        new(Merge(Deny, changes, PolicyAction.Deny), Merge(Allow, changes, PolicyAction.Allow));

    private static ValueList<AuthorizationPolicy> Merge(
        ValueList<AuthorizationPolicy> policies, Dictionary<string, AuthorizationPolicy?> changes, PolicyAction action)
    {
        var added = new List<AuthorizationPolicy>(changes.Count);
        foreach (var policy in changes.Values)
        {
            if (policy?.Action == action)
            {
                added.Add(policy);
            }
        }

        added.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var merged = new List<AuthorizationPolicy>(policies.Count + added.Count);
        var next = 0;
        foreach (var policy in policies.AsSpan())
        {
            if (changes.ContainsKey(policy.Key))
            {
                continue;
            }

            while (next < added.Count && string.CompareOrdinal(added[next].Key, policy.Key) < 0)
            {
                merged.Add(added[next++]);
            }

            merged.Add(policy);
        }

        merged.AddRange(added[next..]);
        return merged.ToValueList();
    }
}
