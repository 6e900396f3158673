namespace Istio.Collections.Derived;

/// <summary>Any number of rows for each row of the source, under keys of their own.</summary>
internal sealed class MapManyTable<TKey, TIn, TOutKey, TOut> : Table<TOutKey, TOut>
    where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
    where TIn : class, IEquatable<TIn>
    where TOutKey : notnull, IEquatable<TOutKey>, IComparable<TOutKey>
    where TOut : class, IEquatable<TOut>
{
    private readonly Table<TKey, TIn> _source;
    private readonly Action<TIn, Read, Output<TOutKey, TOut>> _transform;
    private readonly Reruns _reruns;
    private readonly Claims<TKey, TOutKey, TOut> _claims;
    private readonly Output<TOutKey, TOut> _output = new();
    private readonly Output<TOutKey, TOut> _again = new();

    public MapManyTable(
        Table<TKey, TIn> source, string name, Action<TIn, Read, Output<TOutKey, TOut>> transform, Delegate transformation)
        : base(source.Graph, name, "mapMany")
    {
        _source = source;
        _transform = transform;
        _reruns = new Reruns(this);
        _claims = new Claims<TKey, TOutKey, TOut>(this, source.Slots, Slots);
        Transformation = transformation;
    }

    public override long Runs => _reruns.Count;

    public override IEnumerable<(GraphNode Source, bool Read)> Sources => _reruns.Reads.Prepend((_source, false));

    internal override void Update()
    {
        foreach (ref readonly var change in _source.Changes)
        {
            _reruns.Mark(change.Slot);
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
        foreach (var slot in _claims.Moved)
        {
            Write(slot, _claims.OwnedRow(slot));
        }

        _claims.Settle();
        Seal();
    }

    internal override void CollectProblems(List<GraphProblem> problems)
    {
        _reruns.CollectProblems(problems);
        _claims.CollectProblems(problems);
    }

    private void Run(int slot)
    {
        if (_source.RowAt(slot) is not { } row)
        {
            _reruns.Clear(slot);
            _claims.Replace(slot, []);
            return;
        }

        try
        {
            _reruns.Begin();
            _output.Clear();
            _transform(row, _reruns.Read, _output);
            if (Graph.Verify)
            {
                RunAgain(slot, row);
            }

            _reruns.End(slot);
            if (!_output.Keeps)
            {
                _claims.Replace(slot, _output.Rows);
            }
        }
        catch (Exception e) when (e is not LawBrokenException)
        {
            _reruns.Fail(slot, _source.Slots.KeyOf(slot).ToString()!, e);
        }
    }

    private void RunAgain(int slot, TIn row)
    {
        _reruns.BeginAgain();
        _again.Clear();
        _transform(row, _reruns.Read, _again);
        var same = _output.Keeps == _again.Keeps && _output.Rows.SequenceEqual(_again.Rows);
        _reruns.Compare(_source.Slots.KeyOf(slot).ToString()!, same);
    }
}
