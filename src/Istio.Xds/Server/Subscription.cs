using System.Collections.Immutable;

namespace Istio.Xds.Server;

/// <summary>The names a client asked for.</summary>
internal sealed class Subscription(bool mayBeWildcard)
{
    public const string Wildcard = "*";

    // A string object, its place in the sorted set and its version, without the characters.
    private const int NameOverhead = 128;

    public bool IsWildcard { get; private set; }

    /// <summary>In ordinal order. A status page may keep it: it never changes.</summary>
    public ImmutableSortedSet<string> Names { get; private set; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>About how many bytes of memory the names take.</summary>
    public long Weight { get; private set; }

    /// <summary>Delta: adds and takes away. A <c>*</c> in both lists subscribes to nothing: what a client that asks on demand starts with.</summary>
    /// <returns>
    /// The subscribed names that were not subscribed before, each once; all of them when the request also takes names away, as in Istio. Never a name that
    /// the request takes away.
    /// </returns>
    public List<string> Change(IReadOnlyCollection<string> subscribed, IReadOnlyCollection<string> unsubscribed)
    {
        var names = Names.ToBuilder();
        var gone = new HashSet<string>(unsubscribed, StringComparer.Ordinal);
        var answered = new HashSet<string>(StringComparer.Ordinal);
        var added = new List<string>();
        foreach (var name in subscribed)
        {
            if ((Add(names, name) || gone.Count > 0) && !gone.Contains(name) && answered.Add(name))
            {
                added.Add(name);
            }
        }

        foreach (var name in gone)
        {
            Remove(names, name);
        }

        Names = names.ToImmutable();
        return added;
    }

    /// <summary>State of the world: these names and no others; none means everything.</summary>
    /// <returns>The names that are new and those that are dropped.</returns>
    public (List<string> Added, List<string> Dropped) Replace(IReadOnlyCollection<string> names)
    {
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        IsWildcard = mayBeWildcard && (wanted.Count == 0 || wanted.Contains(Wildcard));
        wanted.Remove(Wildcard);
        var kept = Names.ToBuilder();
        var dropped = Names.Where(name => !wanted.Contains(name)).ToList();
        foreach (var name in dropped)
        {
            Remove(kept, name);
        }

        var added = wanted.Where(name => Add(kept, name)).ToList();
        Names = kept.ToImmutable();
        return (added, dropped);
    }

    private bool Add(ImmutableSortedSet<string>.Builder names, string name)
    {
        if (name != Wildcard)
        {
            var isAdded = names.Add(name);
            Weight += isAdded ? WeightOf(name) : 0;
            return isAdded;
        }

        var isNew = mayBeWildcard && !IsWildcard;
        IsWildcard = mayBeWildcard;
        return isNew;
    }

    private void Remove(ImmutableSortedSet<string>.Builder names, string name)
    {
        if (name == Wildcard)
        {
            IsWildcard = false;
        }
        else if (names.Remove(name))
        {
            Weight -= WeightOf(name);
        }
    }

    private static long WeightOf(string name) => NameOverhead + ((long)name.Length * sizeof(char));
}
