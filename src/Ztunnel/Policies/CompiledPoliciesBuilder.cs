using System.Collections.Immutable;

namespace Ztunnel.Policies;

/// <summary>
/// Applies one batch of changes to <see cref="CompiledPolicies"/>: each scope that changed is made anew once, however many of its policies changed.
/// </summary>
internal sealed class CompiledPoliciesBuilder(CompiledPolicies start)
{
    private readonly ImmutableDictionary<string, AuthorizationPolicy>.Builder _byKey = start.ByKey.ToBuilder();
    private readonly Dictionary<string, Dictionary<string, AuthorizationPolicy?>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AuthorizationPolicy?> _global = new(StringComparer.Ordinal);
    private int _dryRuns = start.DryRuns;
    private bool _changed;

    /// <summary>Adds a policy or replaces the one of its key. One that is equal to it already changes nothing.</summary>
    public void Put(AuthorizationPolicy policy)
    {
        if (_byKey.TryGetValue(policy.Key, out var known) && known.Equals(policy))
        {
            return;
        }

        Remove(policy.Key);
        _byKey.Add(policy.Key, policy);
        _dryRuns += policy.DryRun ? 1 : 0;
        Note(policy, policy);
    }

    /// <summary>Removes a policy; an unknown key is no error.</summary>
    public void Remove(string key)
    {
        if (_byKey.Remove(key, out var policy))
        {
            _dryRuns -= policy.DryRun ? 1 : 0;
            Note(policy, null);
        }
    }

    /// <summary>The start itself when nothing changed.</summary>
    public CompiledPolicies Build()
    {
        if (!_changed)
        {
            return start;
        }

        var byNamespace = start.ByNamespace.ToBuilder();
        foreach (var (ns, changes) in _namespaces)
        {
            var set = byNamespace.GetValueOrDefault(ns, PolicySet.Empty).With(changes);
            if (set.IsEmpty)
            {
                byNamespace.Remove(ns);
            }
            else
            {
                byNamespace[ns] = set;
            }
        }

        return new(_byKey.ToImmutable(), byNamespace.ToImmutable(), _global.Count == 0 ? start.Global : start.Global.With(_global), _dryRuns);
    }

    private void Note(AuthorizationPolicy policy, AuthorizationPolicy? now)
    {
        _changed = true;
        if (policy.Scope == PolicyScope.Global)
        {
            _global[policy.Key] = now;
        }
        else if (policy.Scope == PolicyScope.Namespace)
        {
            if (!_namespaces.TryGetValue(policy.Namespace, out var changes))
            {
                _namespaces.Add(policy.Namespace, changes = new(StringComparer.Ordinal));
            }

            changes[policy.Key] = now;
        }
    }
}
