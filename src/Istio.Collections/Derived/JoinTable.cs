namespace Istio.Collections.Derived;

/// <summary>The union of tables; for a key that several have, the first in the list is served.</summary>
internal sealed class JoinTable<TKey, TRow>(Graph graph, string name, Table<TKey, TRow>[] sources) : Table<TKey, TRow>(graph, name, "join")
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    public override IEnumerable<(GraphNode Source, bool Read)> Sources => sources.Select(source => ((GraphNode)source, false));

    internal override void Update()
    {
        bool any = false;
        foreach (Table<TKey, TRow> source in sources)
        {
            foreach (ref readonly Change<TKey, TRow> change in source.Changes)
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
        foreach (Table<TKey, TRow> source in sources)
        {
            if (source.Find(key) is { } row)
            {
                return row;
            }
        }

        return null;
    }
}
