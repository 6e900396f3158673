using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>A table or an index: one box in the picture of the graph.</summary>
public abstract class GraphNode
{
    private protected GraphNode(Graph graph, string name, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Graph = graph;
        Name = name;
        Kind = kind;
        Order = graph.Add(this);
    }

    public Graph Graph { get; }

    /// <summary>Unique in its graph; shown by the debug pages.</summary>
    public string Name { get; }

    /// <summary>How it is derived: <c>input</c>, <c>map</c>, <c>mapMany</c>, <c>join</c>, <c>index</c>, <c>group</c>.</summary>
    public string Kind { get; }

    public abstract Type KeyType { get; }

    public abstract Type RowType { get; }

    /// <summary>The user's function, for the tests of the law that it is static; null where there is none.</summary>
    public Delegate? Transformation { get; private protected init; }

    /// <summary>Rows, or groups of an index.</summary>
    public abstract int Count { get; }

    /// <summary>Transformations run since the graph was made.</summary>
    public virtual long Runs => 0;

    /// <summary>The revision in which it last changed.</summary>
    public long ChangedIn { get; internal set; }

    /// <summary>What it is derived from: the tables whose rows it is run for, then those its transformation has read so far.</summary>
    public abstract IEnumerable<(GraphNode Source, bool Read)> Sources { get; }

    /// <summary>Position in topological order: a node is made after everything it is derived from.</summary>
    internal int Order { get; }

    /// <summary>An index only groups the rows of its table.</summary>
    internal virtual bool HasRows => true;

    /// <summary>How many keys changed in the commit that is running.</summary>
    internal abstract int ChangeCount { get; }

    /// <summary>Mark the rows that have read a key which changed in this commit.</summary>
    internal abstract void MarkReaders(Edge edge, SlotSet marked);

    /// <summary>Bring the node to the state its sources have now.</summary>
    internal abstract void Update();

    /// <summary>The published rows as of now; null when the node is not published.</summary>
    internal virtual object? TakeSnapshot() => null;

    internal virtual void Notify(long revision)
    {
    }

    /// <summary>The commit is over: clear its changes and give back the slots of removed keys.</summary>
    internal abstract void Sweep();

    internal virtual void CollectProblems(List<GraphProblem> problems)
    {
    }

    public override string ToString() => Name;
}
