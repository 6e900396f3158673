namespace Istio.Model.Decoding.Nodes;

/// <summary>
/// The entries of a mapping while it is read. Those that <c>&lt;&lt;</c> merges into it give way to those that are written after it
/// (https://yaml.org/type/merge.html); those written before it would give way to them in Kubernetes alone, and are refused.
/// </summary>
internal sealed class MappingEntries
{
    private readonly List<MappingEntry> _written = [];
    private Dictionary<string, List<MappingEntry>>? _merged;

    public void Add(MappingEntry entry)
    {
        _written.Add(entry);
        _merged?.Remove(entry.Key);
    }

    /// <exception cref="SyntaxException">The value is nothing that can be merged, or what it means depends on the reader.</exception>
    public void Merge(Mark mark, DocumentNode value)
    {
        if (_merged is not null)
        {
            throw new SyntaxException(mark, "<< is written twice; write it once, with a list");
        }

        _merged = new(StringComparer.Ordinal);
        foreach (var source in Sources(mark, value))
        {
            MergeOne(mark, source);
        }
    }

    public List<MappingEntry> ToList() => _merged is null ? _written : [.. _merged.Values.SelectMany(entries => entries), .. _written];

    private static IEnumerable<MappingNode> Sources(Mark mark, DocumentNode value)
    {
        var sources = value is SequenceNode sequence ? sequence.Items : [value];
        foreach (var source in sources)
        {
            yield return source as MappingNode ?? throw new SyntaxException(mark, $"<< merges a mapping or a list of mappings, not {source.Description}");
        }
    }

    /// <summary>Of several sources the first that has a key gives its value; a key that one source has twice stays a duplicate.</summary>
    private void MergeOne(Mark mark, MappingNode source)
    {
        foreach (var entry in source.Entries.GroupBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (_written.Exists(written => written.Key == entry.Key))
            {
                throw new SyntaxException(mark, $"\"{entry.Key}\" is written before <<, which replaces its value in Kubernetes; write << first");
            }

            _merged!.TryAdd(entry.Key, [.. entry]);
        }
    }
}
