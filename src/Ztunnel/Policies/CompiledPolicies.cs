using System.Collections.Immutable;
using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>
/// Every policy this proxy knows, indexed for evaluation. Immutable; a change makes a new one that shares all untouched parts.
/// Candidates for a workload: the policies of its namespace, the global ones, and those that the workload lists by name.
/// </summary>
internal sealed class CompiledPolicies
{
    /// <param name="byKey">All of them.</param>
    /// <param name="byNamespace">Those of each namespace that has any.</param>
    /// <param name="global">Those of every workload.</param>
    /// <param name="dryRuns">How many of all are dry runs.</param>
    internal CompiledPolicies(
        ImmutableDictionary<string, AuthorizationPolicy> byKey, ImmutableDictionary<string, PolicySet> byNamespace, PolicySet global, int dryRuns)
    {
        ByKey = byKey;
        ByNamespace = byNamespace;
        Global = global;
        DryRuns = dryRuns;
    }

    public static CompiledPolicies Empty { get; } = new(
        ImmutableDictionary.Create<string, AuthorizationPolicy>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, PolicySet>(StringComparer.Ordinal),
        PolicySet.Empty,
        0);

    public IEnumerable<AuthorizationPolicy> All => ByKey.Values;

    public int Count => ByKey.Count;

    /// <summary>Whether a second evaluation, with dry-run policies counted in, can differ at all.</summary>
    public bool HasDryRuns => DryRuns > 0;

    internal ImmutableDictionary<string, AuthorizationPolicy> ByKey { get; }

    internal ImmutableDictionary<string, PolicySet> ByNamespace { get; }

    internal PolicySet Global { get; }

    internal int DryRuns { get; }

    public bool TryGet(string key, out AuthorizationPolicy? policy) => ByKey.TryGetValue(key, out policy);

    /// <summary>One policy more, or another of that key. Many at a time: <see cref="CompiledPoliciesBuilder"/>.</summary>
    public CompiledPolicies With(AuthorizationPolicy policy)
    {
        var builder = new CompiledPoliciesBuilder(this);
        builder.Put(policy);
        return builder.Build();
    }

    public CompiledPolicies Without(string key)
    {
        var builder = new CompiledPoliciesBuilder(this);
        builder.Remove(key);
        return builder.Build();
    }

    /// <summary>The decision that is enforced. Allocates nothing.</summary>
    public Decision Evaluate(in ConnectionFacts facts) => Evaluate(facts, withDryRuns: false);

    /// <summary>The decision there would be if dry-run policies were in force too. Allocates nothing.</summary>
    public Decision EvaluateWithDryRuns(in ConnectionFacts facts) => Evaluate(facts, withDryRuns: true);

    private Decision Evaluate(in ConnectionFacts facts, bool withDryRuns)
    {
        var local = ByNamespace.TryGetValue(facts.Destination.Namespace, out var set) ? set : PolicySet.Empty;

        // 1. Any DENY that matches.
        var deny = new PolicySearch(facts, withDryRuns);
        if (deny.FindsIn(local.Deny.AsSpan()) || deny.FindsIn(Global.Deny.AsSpan()) || FindsNamed(ref deny, PolicyAction.Deny, facts.Destination.AuthorizationPolicies))
        {
            return new(Verdict.Denied, deny.Policy, deny.Rule);
        }

        // 2. Any ALLOW that matches; 3. whether there was one at all.
        var allow = new PolicySearch(facts, withDryRuns);
        if (allow.FindsIn(local.Allow.AsSpan()) || allow.FindsIn(Global.Allow.AsSpan()) || FindsNamed(ref allow, PolicyAction.Allow, facts.Destination.AuthorizationPolicies))
        {
            return new(Verdict.Allowed, allow.Policy, allow.Rule);
        }

        return new(allow.HadCandidates ? Verdict.NotAllowed : Verdict.AllowedByDefault, null, -1);
    }

    /// <summary>Looks among the policies that a workload lists. A name that is not known (yet) constrains nothing, as in Istio.</summary>
    private bool FindsNamed(ref PolicySearch search, PolicyAction action, ValueList<string> names)
    {
        foreach (var name in names.AsSpan())
        {
            if (ByKey.TryGetValue(name, out var policy) && policy.Action == action && search.Finds(policy))
            {
                return true;
            }
        }

        return false;
    }
}
