using System.Collections.Immutable;

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
        if (TryMatch(local.Deny.AsSpan(), facts, withDryRuns, out var policy, out var rule, out _)
            || TryMatch(_global.Deny.AsSpan(), facts, withDryRuns, out policy, out rule, out _)
            || TryMatchNamed(PolicyAction.Deny, facts, withDryRuns, out policy, out rule, out _))
        {
            return new(Verdict.Denied, policy, rule);
        }

        // 2. Any ALLOW that matches; 3. whether there was one at all.
        var candidates = false;
        if (TryMatch(local.Allow.AsSpan(), facts, withDryRuns, out policy, out rule, out var any) || Seen(ref candidates, any)
            || TryMatch(_global.Allow.AsSpan(), facts, withDryRuns, out policy, out rule, out any) || Seen(ref candidates, any)
            || TryMatchNamed(PolicyAction.Allow, facts, withDryRuns, out policy, out rule, out any) || Seen(ref candidates, any))
        {
            return new(Verdict.Allowed, policy, rule);
        }

        return new(candidates ? Verdict.NotAllowed : Verdict.AllowedByDefault, null, -1);
    }

    /// <summary>Notes that candidates were seen; always false, so that the chain of alternatives goes on.</summary>
    private static bool Seen(ref bool candidates, bool any)
    {
        candidates |= any;
        return false;
    }

    private static bool TryMatch(
        ReadOnlySpan<AuthorizationPolicy> policies,
        in ConnectionFacts facts,
        bool withDryRuns,
        out AuthorizationPolicy? matched,
        out int rule,
        out bool any)
    {
        any = false;
        foreach (var policy in policies)
        {
            if (policy.DryRun && !withDryRuns)
            {
                continue;
            }

            any = true;
            rule = policy.FirstMatch(facts);
            if (rule >= 0)
            {
                matched = policy;
                return true;
            }
        }

        matched = null;
        rule = -1;
        return false;
    }

    private bool TryMatchNamed(PolicyAction action, in ConnectionFacts facts, bool withDryRuns, out AuthorizationPolicy? matched, out int rule, out bool any)
    {
        any = false;
        foreach (var name in facts.Destination.AuthorizationPolicies.AsSpan())
        {
            // A name that is not known (yet) constrains nothing, as in Istio.
            if (!_byKey.TryGetValue(name, out var policy) || policy.Action != action || (policy.DryRun && !withDryRuns))
            {
                continue;
            }

            any = true;
            rule = policy.FirstMatch(facts);
            if (rule >= 0)
            {
                matched = policy;
                return true;
            }
        }

        matched = null;
        rule = -1;
        return false;
    }
}
