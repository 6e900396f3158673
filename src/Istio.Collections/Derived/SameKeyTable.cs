using Istio.Collections.Tracking;

namespace Istio.Collections.Derived;

/// <summary>A derived table with at most one row for each key of its source, whose slots it shares.</summary>
internal abstract class SameKeyTable<TKey, TOut> : Table<TKey, TOut>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TOut : class, IEquatable<TOut>
{
    private readonly GraphNode _source;
    private readonly Reruns _reruns;

    protected SameKeyTable(GraphNode source, KeySlots<TKey> slots, string name, string kind, Delegate transformation)
        : base(source.Graph, name, kind, slots)
    {
        _source = source;
        _reruns = new Reruns(this);
        Transformation = transformation;
    }

    public override long Runs => _reruns.Count;

    public override IEnumerable<(GraphNode Source, bool Read)> Sources => _reruns.Reads.Prepend((_source, false));

    internal override void Update()
    {
        if (_source.ChangeCount > 0)
        {
            MarkSource(_reruns);
        }

        _reruns.MarkReaders();
        if (_reruns.Marked.Length == 0)
        {
            return;
        }

        foreach (var slot in _reruns.Marked)
        {
            Run(slot);
        }

        _reruns.Done();
        Seal();
    }

    internal override void CollectProblems(List<GraphProblem> problems) => _reruns.CollectProblems(problems);

    protected abstract void MarkSource(Reruns reruns);

    protected abstract bool SourceHas(int slot);

    protected abstract Answer<TOut> Transform(int slot, Read read);

    private void Run(int slot)
    {
        if (!SourceHas(slot))
        {
            _reruns.Clear(slot);
            Write(slot, null);
            return;
        }

        try
        {
            _reruns.Begin();
            var answer = Transform(slot, _reruns.Read);
            if (Graph.Verify)
            {
                RunAgain(slot, answer);
            }

            _reruns.End(slot);
            if (!answer.Keeps)
            {
                Write(slot, answer.Row);
            }
        }
        catch (Exception e) when (e is not LawBrokenException)
        {
            _reruns.Fail(slot, Slots.KeyOf(slot).ToString()!, e);
        }
    }

    private void RunAgain(int slot, Answer<TOut> first)
    {
        _reruns.BeginAgain();
        var second = Transform(slot, _reruns.Read);
        var same = first.Keeps == second.Keeps && (first.Row is null ? second.Row is null : first.Row.Equals(second.Row));
        _reruns.Compare(Slots.KeyOf(slot).ToString()!, same);
    }
}
