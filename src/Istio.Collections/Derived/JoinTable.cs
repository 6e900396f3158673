namespace Istio.Collections.Derived;

/// <summary>The union of tables; for a key that several have, the first in the list is served.</summary>
internal sealed class JoinTable<TKey, TRow>(Graph graph, string name, Table<TKey, TRow>[] sources) : Table<TKey, TRow>(graph, name, "join")
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    public override IEnumerable<(GraphNode Source, bool Read)> Sources => sources.Select(source => ((GraphNode)source, false));

    internal override void Update()
    {
        var any = false;
        foreach (var source in sources)
        {
            foreach (ref readonly var change in source.Changes)
            {
                any = true;
                Write(Slots.FindOrAdd(change.Key), First(change.Key));
            }
        }

        if (any)
        {
            Seal();
        }
    }

    private TRow? First(TKey key)
    {
        foreach (var source in sources)
        {
            if (source.Find(key) is { } row)
            {
                return row;
            }
        }

        return null;
    }
}
