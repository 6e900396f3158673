namespace Istio.Xds.Server;

/// <summary>The names a client asked for.</summary>
internal sealed class Subscription(bool mayBeWildcard)
{
    public const string Wildcard = "*";

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public bool IsWildcard { get; private set; }

    public IReadOnlySet<string> Names => _names;

    /// <summary>Delta: adds and takes away. A <c>*</c> in both lists subscribes to nothing: what a client that asks on demand starts with.</summary>
    /// <returns>The subscribed names that were not subscribed before; all of them when the request also takes names away, as in Istio.</returns>
    public List<string> Change(IReadOnlyCollection<string> subscribed, IReadOnlyCollection<string> unsubscribed)
    {
        var added = new List<string>();
        foreach (var name in subscribed)
        {
            if (Add(name) || unsubscribed.Count > 0)
            {
                added.Add(name);
            }
        }

        foreach (var name in unsubscribed)
        {
            Remove(name);
            added.Remove(name);
        }

        return added;
    }

    /// <summary>State of the world: these names and no others; none means everything.</summary>
    /// <returns>The names that are new and whether any was dropped.</returns>
    public (List<string> Added, bool Dropped) Replace(IReadOnlyCollection<string> names)
    {
        var added = names.Where(name => !_names.Contains(name) && name != Wildcard).ToList();
        var kept = _names.Count;
        _names.IntersectWith(names);
        var dropped = _names.Count < kept;
        _names.UnionWith(added);
        IsWildcard = mayBeWildcard && (names.Count == 0 || names.Contains(Wildcard));
        return (added, dropped);
    }

    private bool Add(string name)
    {
        if (name != Wildcard)
        {
            return _names.Add(name);
        }

        var isNew = mayBeWildcard && !IsWildcard;
        IsWildcard = mayBeWildcard;
        return isNew;
    }

    private void Remove(string name)
    {
        if (name == Wildcard)
        {
            IsWildcard = false;
        }
        else
        {
            _names.Remove(name);
        }
    }
}
