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
    private ResourceSet? _served;

    public IReadOnlyDictionary<string, string> Versions => _versions;

    public void Advance(ResourceSet set, WatchChange change)
    {
        var names = (_served is null ? null : set.ChangedSince(_served)) ?? [.. set.Resources.Keys.Union(_versions.Keys)];
        var sent = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (set.Find(name) is not { } resource)
            {
                if (_versions.Remove(name))
                {
                    change.Remove(name);
                }
            }
            else if (_versions.TryGetValue(name, out var version) ? version != resource.Version : IsCovered(resource))
            {
                Send(set, resource, change, sent);
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
                _versions.Remove(name);
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
    public void DropUncovered(ResourceSet set)
    {
        bool dropped;
        do
        {
            // A workload may be covered by a service that goes in this very round.
            dropped = false;
            foreach (var name in _versions.Keys.ToArray())
            {
                if (set.Find(name) is not { } resource || !IsCovered(resource))
                {
                    dropped |= _versions.Remove(name);
                }
            }
        }
        while (dropped && _onDemand);
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
