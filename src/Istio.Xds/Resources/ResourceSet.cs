using System.Collections.Immutable;

namespace Istio.Xds.Resources;

/// <summary>
/// All resources of one type that a class of clients may see, at one revision. Immutable: a stream that serves the whole set remembers which revision
/// its client has by holding the set, and the difference of two revisions costs what changed between them.
/// </summary>
public sealed class ResourceSet
{
    private readonly object _lineage;
    private readonly ChangeLog _log;
    private volatile ResourceIndex? _index;
    private volatile WholeSet? _all;
    private volatile WholeSet? _allInner;
    private volatile SetChange? _latestChange;

    private ResourceSet(object lineage, ImmutableSortedDictionary<string, EncodedResource> resources, ChangeLog log, ResourceIndex? index)
    {
        _lineage = lineage;
        Resources = resources;
        _log = log;
        _index = index;
    }

    public static ResourceSet Empty { get; } = Of([]);

    /// <summary>By name, in ordinal order, so that equal sets make equal responses.</summary>
    public ImmutableSortedDictionary<string, EncodedResource> Resources { get; }

    /// <summary>Counts the changes since <see cref="Of"/>.</summary>
    public long Revision => _log.Revision;

    public static ResourceSet Of(IEnumerable<EncodedResource> resources) =>
        new(
            new object(),
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, resources.Select(resource => KeyValuePair.Create(resource.Name, resource))),
            ChangeLog.Empty,
            index: null);

    /// <summary>All resources by name, one list shared by every response that carries the whole set.</summary>
    internal WholeSet All => _all ??= new([.. Resources.Values]);

    /// <summary>All that the resources hold inside, by name; one list like <see cref="All"/>.</summary>
    internal WholeSet AllInner => _allInner ??= new(CollectInner());

    public EncodedResource? Find(string name) => Resources.GetValueOrDefault(name);

    /// <summary>The next revision; the same instance when nothing differs.</summary>
    public ResourceSet With(IEnumerable<EncodedResource> changed, IEnumerable<string> removed)
    {
        var next = Resources.ToBuilder();
        var index = _index?.ToBuilder();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in removed)
        {
            if (next.TryGetValue(name, out var old) && next.Remove(name))
            {
                index?.Remove(old);
                names.Add(name);
            }
        }

        foreach (var resource in changed)
        {
            next.TryGetValue(resource.Name, out var old);
            if (resource.Equals(old))
            {
                continue;
            }

            next[resource.Name] = resource;
            index?.Replace(old, resource);
            names.Add(resource.Name);
        }

        return names.Count == 0 ? this : new(_lineage, next.ToImmutable(), _log.Append([.. names]), index?.ToIndex());
    }

    /// <summary>
    /// Names that may differ between <paramref name="older"/> and this set; <see langword="null"/> when that is no longer known and all must be compared.
    /// </summary>
    internal IReadOnlyCollection<string>? ChangedSince(ResourceSet older) =>
        ReferenceEquals(_lineage, older._lineage) ? _log.Since(older.Revision) : null;

    /// <summary>
    /// What a client of <paramref name="type"/> that holds <paramref name="older"/> must be sent; <see langword="null"/> when all must be compared. Most
    /// clients of a push hold the same revision: the last answer is kept for the next.
    /// </summary>
    internal SetChange? ChangeSince(ResourceSet older, ResourceType type)
    {
        if (_latestChange is { } latest && ReferenceEquals(latest.Older, older) && ReferenceEquals(latest.Type, type))
        {
            return latest;
        }

        return ChangedSince(older) is { } names ? _latestChange = SetChange.Between(older, this, type, names) : null;
    }

    /// <summary>Resources that have <paramref name="key"/> among their aliases or groups.</summary>
    /// <remarks>The first call builds the index, later revisions keep it up to date.</remarks>
    internal ImmutableSortedSet<string> NamesByKey(string key) => (_index ??= ResourceIndex.Of(Resources.Values)).Find(key);

    private EncodedResource[] CollectInner()
    {
        var inner = new List<EncodedResource>(Resources.Count);
        foreach (var resource in All)
        {
            if (resource.Inner is { } found)
            {
                inner.Add(found);
            }
        }

        return [.. inner];
    }
}
