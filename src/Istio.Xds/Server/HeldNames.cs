using System.Collections.Immutable;
using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>
/// What a client holds that named its resources. On demand a name may also be an alias or a group, and a resource brings the members of
/// its own group along: a service its workloads, any name the workloads of the client's own node.
/// </summary>
internal sealed class HeldNames(IReadOnlyDictionary<string, string> brought, Subscription subscription, ResourceType type, string nodeGroup)
{
    private readonly bool _onDemand = type.Rule == SubscriptionRule.WildcardOrOnDemand;
    private readonly Dictionary<string, string> _versions = new(brought, StringComparer.Ordinal);

    // Among what is held, at least all that no name covers. To look only at these and at what a name given up covered keeps the price of giving up one name
    // apart from how much is held.
    private readonly HashSet<string> _doubtful = new(brought.Keys, StringComparer.Ordinal);
    private ResourceSet? _served;

    public IReadOnlyDictionary<string, string> Versions => _versions;

    public ResourceSet? Served => _served;

    public void Advance(ResourceSet set, WatchChange change)
    {
        var names = (_served is null ? null : set.ChangedSince(_served)) ?? [.. set.Resources.Keys.Union(_versions.Keys)];
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (set.Find(name) is not { } resource)
            {
                if (Forget(name))
                {
                    DoubtMembers(set, name);
                    change.Remove(name);
                }
            }
            else
            {
                Doubt(name);
                if (_versions.TryGetValue(name, out var version) ? version != resource.Version : IsCovered(resource))
                {
                    Send(set, resource, change, sent);
                }
            }
        }

        _served = set;
    }

    /// <summary>The first answer: what the client brought along is compared, the rest of the names is sent.</summary>
    public void Open(ResourceSet set, IReadOnlyCollection<string> names, WatchChange change)
    {
        foreach (var name in _versions.Keys.Order(StringComparer.Ordinal).ToArray())
        {
            change.Compare(name, _versions[name], set.Find(name));
            if (set.Find(name) is { } resource)
            {
                _versions[name] = resource.Version;
            }
            else
            {
                Forget(name);
            }
        }

        Answer(set, names, change);
    }

    /// <summary>Answers names just subscribed: all that the client does not hold, by resource or removal, for it waits for each.</summary>
    public void Answer(ResourceSet set, IReadOnlyCollection<string> names, WatchChange change)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            AnswerName(set, name, change, sent);
        }

        if (_onDemand && subscription.Names.Count > 0)
        {
            Follow(set, nodeGroup, change, sent);
        }

        _served = set;
    }

    /// <summary>Forgets what no remaining name covers, so that it is sent again when asked for again.</summary>
    /// <param name="names">Those given up.</param>
    public void DropUncovered(ResourceSet set, IEnumerable<string> names)
    {
        if (subscription.Names.Count == 0)
        {
            _versions.Clear();
            _doubtful.Clear();
            return;
        }

        foreach (var name in names)
        {
            Doubt(name);
            DoubtMembers(set, name);
        }

        // A service that goes may be what covered its workloads.
        var doubtful = new Queue<string>(_doubtful);
        _doubtful.Clear();
        while (doubtful.TryDequeue(out var name))
        {
            if (_versions.ContainsKey(name) && (set.Find(name) is not { } resource || !IsCovered(resource)))
            {
                _versions.Remove(name);
                foreach (var member in MembersOf(set, name))
                {
                    doubtful.Enqueue(member);
                }
            }
        }
    }

    /// <summary>
    /// The client drops a resource when it gives up its name. What other names still cover must come again: the names to answer are returned.
    /// </summary>
    public IEnumerable<string> GiveUp(ResourceSet set, IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            if (_versions.Remove(name) && set.Find(name) is { } resource && IsCovered(resource))
            {
                yield return name;
            }
        }
    }

    private void AnswerName(ResourceSet set, string name, WatchChange change, HashSet<string> sent)
    {
        var found = false;
        if (set.Find(name) is { } resource)
        {
            found = true;
            if (!_versions.ContainsKey(name))
            {
                Send(set, resource, change, sent);
            }
        }

        if (_onDemand)
        {
            foreach (var member in set.NamesByKey(name))
            {
                found = true;
                // By alias the client waits for this very resource; members of a group only come along.
                if (set.Find(member) is { } other && (other.Aliases.Contains(name) || !_versions.ContainsKey(member)))
                {
                    Send(set, other, change, sent);
                }
            }
        }

        if (!found && type.AnnouncesMissing)
        {
            change.RemoveOnce(name);
        }
    }

    private void Send(ResourceSet set, EncodedResource resource, WatchChange change, HashSet<string> sent)
    {
        if (!sent.Add(resource.Name))
        {
            return;
        }

        _versions[resource.Name] = resource.Version;
        change.Send(resource);
        if (_onDemand)
        {
            Follow(set, resource.Name, change, sent);
        }
    }

    private void Follow(ResourceSet set, string group, WatchChange change, HashSet<string> sent)
    {
        foreach (var member in set.NamesByKey(group))
        {
            if (!_versions.ContainsKey(member))
            {
                Send(set, set.Find(member)!, change, sent);
            }
        }
    }

    private bool Forget(string name)
    {
        _doubtful.Remove(name);
        return _versions.Remove(name);
    }

    private void Doubt(string name)
    {
        if (_versions.ContainsKey(name))
        {
            _doubtful.Add(name);
        }
    }

    // What the name is an alias or a group of was perhaps covered by it alone.
    private void DoubtMembers(ResourceSet set, string name)
    {
        foreach (var member in MembersOf(set, name))
        {
            Doubt(member);
        }
    }

    private ImmutableSortedSet<string> MembersOf(ResourceSet set, string name) => _onDemand ? set.NamesByKey(name) : [];

    private bool IsCovered(EncodedResource resource)
    {
        var names = subscription.Names;
        if (names.Contains(resource.Name))
        {
            return true;
        }

        if (!_onDemand || names.Count == 0)
        {
            return false;
        }

        foreach (var alias in resource.Aliases)
        {
            if (names.Contains(alias))
            {
                return true;
            }
        }

        foreach (var group in resource.Groups)
        {
            if (group == nodeGroup || names.Contains(group) || _versions.ContainsKey(group))
            {
                return true;
            }
        }

        return false;
    }
}
