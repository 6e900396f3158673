namespace Istio.Xds.Resources;

/// <summary>The names changed by each of the latest revisions of a set. Bounded: a reader further behind compares everything instead.</summary>
internal sealed class ChangeLog
{
    private const int KeptRevisions = 64;

    // Oldest first; the last one is the change that made Revision.
    private readonly string[][] _changes;

    private ChangeLog(long revision, string[][] changes)
    {
        Revision = revision;
        _changes = changes;
    }

    public static ChangeLog Empty { get; } = new(0, []);

    public long Revision { get; }

    public ChangeLog Append(string[] names)
    {
        var kept = Math.Min(_changes.Length, KeptRevisions - 1);
        return new(Revision + 1, [.. _changes.AsSpan(_changes.Length - kept), names]);
    }

    /// <returns>The names changed after <paramref name="revision"/>, each once; <see langword="null"/> when the log does not reach back that far.</returns>
    public IReadOnlyCollection<string>? Since(long revision)
    {
        var missing = Revision - revision;
        if (missing < 0 || missing > _changes.Length)
        {
            return null;
        }

        return missing switch
        {
            0 => [],
            1 => _changes[^1],
            _ => Union(_changes.AsSpan(_changes.Length - (int)missing)),
        };
    }

    private static SortedSet<string> Union(ReadOnlySpan<string[]> changes)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            names.UnionWith(change);
        }

        return names;
    }
}
