using Istio.Collections.Tracking;

namespace Istio.Collections.Derived;

/// <summary>The part that all transforming tables share: which rows to run, what each has read, which of them failed.</summary>
internal sealed class Reruns
{
    private readonly GraphNode _table;
    private readonly Dependencies _dependencies;
    private readonly SlotSet _marked = new();
    private readonly Dictionary<int, GraphProblem> _faults = [];

    public Reruns(GraphNode table)
    {
        _table = table;
        _dependencies = new Dependencies(table);
        Read = new Read(_dependencies);
    }

    public Read Read { get; }

    public long Count { get; private set; }

    public ReadOnlySpan<int> Marked => _marked.Slots;

    public IEnumerable<(GraphNode Source, bool Read)> Reads => _dependencies.Edges.Select(edge => (edge.Source, true));

    public void Mark(int slot) => _marked.Add(slot);

    public void MarkReaders() => _dependencies.MarkChanged(_marked);

    public void Done() => _marked.Clear();

    public void Begin()
    {
        Count++;
        Read.Open();
        _dependencies.Begin();
    }

    public void BeginAgain()
    {
        Read.Open();
        _dependencies.BeginAgain();
    }

    /// <summary>The transformation has answered.</summary>
    public void End(int slot)
    {
        Read.Close();
        _dependencies.Record(slot);
        if (_faults.Count > 0)
        {
            _faults.Remove(slot);
        }
    }

    /// <summary>The transformation threw. What it read until then can cure it.</summary>
    public void Fail(int slot, string key, Exception exception)
    {
        Read.Close();
        _dependencies.Record(slot);
        var problem = new GraphProblem(
            _table.Name, GraphProblemKind.Fault, key, $"The transformation of {key} failed, its last good rows stay: {exception.Message}", exception);
        _faults[slot] = problem;
        _table.Graph.Report(problem);
    }

    /// <summary>The input row is gone.</summary>
    public void Clear(int slot)
    {
        _dependencies.Clear(slot);
        _faults.Remove(slot);
    }

    public void Compare(string key, bool sameAnswer)
    {
        var difference = !sameAnswer ? "answered differently (or its rows lack value equality)"
            : !_dependencies.SameAsFirstRun() ? "read differently"
            : null;
        if (difference is not null)
        {
            throw new LawBrokenException($"The transformation of table '{_table.Name}' {difference} when it was run twice for {key}.");
        }
    }

    public void CollectProblems(List<GraphProblem> problems) => problems.AddRange(_faults.Values);
}
