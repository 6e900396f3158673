using System.Collections.Immutable;
using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>
/// Every policy this proxy knows, indexed for evaluation. Immutable; a change makes a new one that shares all untouched parts.
/// Candidates for a workload: the policies of its namespace, the global ones, and those that the workload lists by name.
/// </summary>
internal sealed class CompiledPolicies
{
    private readonly ImmutableDictionary<string, AuthorizationPolicy> _byKey;
    private readonly ImmutableDictionary<string, PolicySet> _byNamespace;
    private readonly PolicySet _global;
    private readonly int _dryRuns;

    private CompiledPolicies(
        ImmutableDictionary<string, AuthorizationPolicy> byKey,
        ImmutableDictionary<string, PolicySet> byNamespace,
        PolicySet global,
        int dryRuns)
    {
        _byKey = byKey;
        _byNamespace = byNamespace;
        _global = global;
        _dryRuns = dryRuns;
    }

    public static CompiledPolicies Empty { get; } = new(
        ImmutableDictionary.Create<string, AuthorizationPolicy>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, PolicySet>(StringComparer.Ordinal),
        PolicySet.Empty,
        0);

    public IEnumerable<AuthorizationPolicy> All => _byKey.Values;

    public int Count => _byKey.Count;

    /// <summary>Whether a second evaluation, with dry-run policies counted in, can differ at all.</summary>
    public bool HasDryRuns => _dryRuns > 0;

    public bool TryGet(string key, out AuthorizationPolicy? policy) => _byKey.TryGetValue(key, out policy);

    public CompiledPolicies With(AuthorizationPolicy policy)
    {
        var cleared = Without(policy.Key);
        var byNamespace = cleared._byNamespace;
        var global = cleared._global;
        switch (policy.Scope)
        {
            case PolicyScope.Global:
                global = global.With(policy);
                break;
            case PolicyScope.Namespace:
                byNamespace = byNamespace.SetItem(policy.Namespace, byNamespace.GetValueOrDefault(policy.Namespace, PolicySet.Empty).With(policy));
                break;
        }

        return new(cleared._byKey.SetItem(policy.Key, policy), byNamespace, global, cleared._dryRuns + (policy.DryRun ? 1 : 0));
    }

    public CompiledPolicies Without(string key)
    {
        if (!_byKey.TryGetValue(key, out var policy))
        {
            return this;
        }

        var byNamespace = _byNamespace;
        var global = _global;
        if (policy.Scope == PolicyScope.Global)
        {
            global = global.Without(key);
        }
        else if (policy.Scope == PolicyScope.Namespace && byNamespace.TryGetValue(policy.Namespace, out var set))
        {
            var rest = set.Without(key);
            byNamespace = rest.IsEmpty ? byNamespace.Remove(policy.Namespace) : byNamespace.SetItem(policy.Namespace, rest);
        }

        return new(_byKey.Remove(key), byNamespace, global, _dryRuns - (policy.DryRun ? 1 : 0));
    }

    /// <summary>The decision that is enforced. Allocates nothing.</summary>
    public Decision Evaluate(in ConnectionFacts facts) => Evaluate(facts, withDryRuns: false);

    /// <summary>The decision there would be if dry-run policies were in force too. Allocates nothing.</summary>
    public Decision EvaluateWithDryRuns(in ConnectionFacts facts) => Evaluate(facts, withDryRuns: true);

    private Decision Evaluate(in ConnectionFacts facts, bool withDryRuns)
    {
        var local = _byNamespace.TryGetValue(facts.Destination.Namespace, out var set) ? set : PolicySet.Empty;

        // 1. Any DENY that matches.
        var deny = new PolicySearch(facts, withDryRuns);
        if (deny.FindsIn(local.Deny.AsSpan()) || deny.FindsIn(_global.Deny.AsSpan()) || FindsNamed(ref deny, PolicyAction.Deny, facts.Destination.AuthorizationPolicies))
        {
            return new(Verdict.Denied, deny.Policy, deny.Rule);
        }

        // 2. Any ALLOW that matches; 3. whether there was one at all.
        var allow = new PolicySearch(facts, withDryRuns);
        if (allow.FindsIn(local.Allow.AsSpan()) || allow.FindsIn(_global.Allow.AsSpan()) || FindsNamed(ref allow, PolicyAction.Allow, facts.Destination.AuthorizationPolicies))
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
            if (_byKey.TryGetValue(name, out var policy) && policy.Action == action && search.Finds(policy))
            {
                return true;
            }
        }

        return false;
    }
}
