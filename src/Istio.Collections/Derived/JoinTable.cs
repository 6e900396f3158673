namespace Istio.Collections.Derived;

/// <summary>The union of tables; for a key that several have, the first in the list is served.</summary>
internal sealed class JoinTable<TKey, TRow>(Graph graph, string name, JoinPart<TKey, TRow>[] parts) : Table<TKey, TRow>(graph, name, "join")
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TRow : class, IEquatable<TRow>
{
    public override IEnumerable<(GraphNode Source, bool Read)> Sources => parts.Select(static part => (part.Source, false));

    internal void Touch(TKey key) => Write(Slots.FindOrAdd(key), First(key));

    internal override void Update()
    {
        var any = false;
        foreach (var part in parts)
        {
            if (part.Source.ChangeCount > 0)
            {
                any = true;
                part.Touch(this);
            }
        }

        if (any)
        {
            Seal();
        }
    }

    private TRow? First(TKey key)
    {
        foreach (var part in parts)
        {
            if (part.Find(key) is { } row)
            {
                return row;
            }
        }

        return null;
    }
}
