using Istio.Collections.Derived;
using Istio.Collections.Tracking;

namespace Istio.Collections;

/// <summary>
/// Tables derived from tables, kept up to date in commits. One loop owns a graph: it makes the tables once, from the sources down, and from
/// then on calls <see cref="Commit"/> when edits have been made. Between commits nothing moves.
/// </summary>
public sealed class Graph
{
    private readonly Lock _edits = new();
    private readonly List<GraphNode> _nodes = [];
    private readonly HashSet<string> _names = [];
    private readonly List<IInput> _inputs = [];
    private readonly Input<Only, Only> _itself;
    private List<GraphProblem> _problems = [];
    private Action<Commit>? _afterCommit;
    private volatile GraphSnapshot _current = GraphSnapshot.Start;
    private bool _committing;

    /// <param name="name">For the debug pages.</param>
    /// <param name="verify">
    /// Run each transformation twice and compare, which finds those that are not functions of what they read and rows without value equality.
    /// By default in debug builds only.
    /// </param>
    public Graph(string name, bool? verify = null)
    {
        Name = name;
        Verify = verify ?? DebugBuild;
        _itself = Input<Only, Only>("graph");
        _itself.Set(Only.Key, Only.Key);
    }

    public string Name { get; }

    public bool Verify { get; }

    public long Revision { get; private set; }

    /// <summary>In topological order.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>The published tables as of the last commit. Any thread may read it.</summary>
    public GraphSnapshot Current => _current;

    private static bool DebugBuild =>
#if DEBUG
        true;
#else
        false;
#endif

    /// <summary>A table whose rows come from outside.</summary>
    public Input<TKey, TRow> Input<TKey, TRow>(string name)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow>
    {
        var input = new Input<TKey, TRow>(this, name);
        _inputs.Add(input);
        return input;
    }

    /// <summary>A table of at most one row, made of other tables.</summary>
    public Table<Only, TOut> Single<TTables, TOut>(string name, TTables tables, Func<TTables, Read, TOut?> transformation)
        where TOut : class, IEquatable<TOut> =>
        new MapTable<Only, Only, TOut>(_itself, name, (_, read) => transformation(tables, read), transformation);

    /// <inheritdoc cref="Single{TTables, TOut}(string, TTables, Func{TTables, Read, TOut})"/>
    public Table<Only, TOut> Single<TTables, TOut>(string name, TTables tables, Func<TTables, Read, Answer<TOut>> transformation)
        where TOut : class, IEquatable<TOut> =>
        new MapTable<Only, Only, TOut>(_itself, name, (_, read) => transformation(tables, read), transformation);

    /// <summary>The rows of several tables as one. Where two have a key, the table named first is served.</summary>
    public Table<TKey, TRow> Join<TKey, TRow>(string name, params Table<TKey, TRow>[] tables)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow> =>
        new JoinTable<TKey, TRow>(this, name, [.. tables.Select(static table => new TablePart<TKey, TRow>(table))]);

    /// <summary>The rows of several tables as one, each table under keys of its choice. Where two have a key, the part named first is served.</summary>
    public Table<TKey, TRow> Join<TKey, TRow>(string name, params JoinPart<TKey, TRow>[] parts)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : class, IEquatable<TRow> =>
        new JoinTable<TKey, TRow>(this, name, parts);

    /// <summary>Holds off commits while it is open, so that edits to several inputs are committed together: <c>using (graph.Edit()) { ... }</c>.</summary>
    public Lock.Scope Edit() => _edits.EnterScope();

    /// <summary>Calls the handler after each commit that changed something, after the subscribers of all tables.</summary>
    public IDisposable OnCommit(Action<Commit> handler)
    {
        _afterCommit += handler;
        return new Subscription(() => _afterCommit -= handler);
    }

    /// <summary>Drain the edits, bring every derived table up to date, publish, tell the subscribers. For the owner of the graph alone.</summary>
    /// <exception cref="InvalidOperationException">A commit is running, or a law was found broken (see <see cref="Verify"/>).</exception>
    public Commit Commit()
    {
        if (_committing)
        {
            throw new InvalidOperationException($"Graph '{Name}' is in a commit.");
        }

        _committing = true;
        try
        {
            if (_current == GraphSnapshot.Start)
            {
                _current = new GraphSnapshot(0, [.. _nodes.Select(node => node.TakeSnapshot())]);
            }

            return TakeEdits() ? Run() : new Commit(Revision, 0, 0, []);
        }
        finally
        {
            foreach (var node in _nodes)
            {
                node.Sweep();
            }

            _committing = false;
        }
    }

    /// <summary>Problems of rows as they are now.</summary>
    public IReadOnlyList<GraphProblem> StandingProblems()
    {
        var problems = new List<GraphProblem>();
        foreach (var node in _nodes)
        {
            node.CollectProblems(problems);
        }

        return problems;
    }

    /// <summary>The graph as it is between two commits. For the owner of the graph; any thread may read the answer.</summary>
    public GraphReport Describe()
    {
        var nodes = new NodeReport[_nodes.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = _nodes[i];
            NodeSource[] sources = [.. node.Sources.Select(static source => new NodeSource(source.Source.Name, source.Source.Order, source.Read))];
            nodes[i] = new(node.Name, node.Order, node.Kind, node.Count, node.ChangedIn, node.Runs, sources);
        }

        return new(Name, Revision, nodes, StandingProblems());
    }

    internal int Add(GraphNode node)
    {
        if (!_names.Add(node.Name))
        {
            throw new ArgumentException($"Graph '{Name}' has a table '{node.Name}' already.");
        }

        if (Revision > 0 || _committing)
        {
            throw new InvalidOperationException($"Table '{node.Name}' is made after the first commit of graph '{Name}'.");
        }

        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    internal void Report(GraphProblem problem) => _problems.Add(problem);

    private bool TakeEdits()
    {
        var any = false;
        using (Edit())
        {
            foreach (var input in _inputs)
            {
                any |= input.Take();
            }
        }

        return any;
    }

    private Commit Run()
    {
        var changedRows = 0;
        var runs = 0L;
        foreach (var node in _nodes)
        {
            var runsBefore = node.Runs;
            node.Update();
            changedRows += node.HasRows ? node.ChangeCount : 0;
            runs += node.Runs - runsBefore;
        }

        if (changedRows > 0)
        {
            Publish();
        }

        var commit = new Commit(Revision, changedRows, (int)runs, TakeProblems());
        if (commit.Changed)
        {
            Notify(commit);
        }

        return commit;
    }

    private void Publish()
    {
        Revision++;
        object?[]? snapshots = null;
        foreach (var node in _nodes)
        {
            if (node.ChangeCount == 0)
            {
                continue;
            }

            node.ChangedIn = Revision;
            if (node.TakeSnapshot() is { } snapshot)
            {
                snapshots ??= _current.CopyNodes();
                snapshots[node.Order] = snapshot;
            }
        }

        _current = snapshots is null ? _current.At(Revision) : new GraphSnapshot(Revision, snapshots);
    }

    private void Notify(Commit commit)
    {
        foreach (var node in _nodes)
        {
            if (node.ChangeCount > 0)
            {
                node.Notify(Revision);
            }
        }

        _afterCommit?.Invoke(commit);
    }

    private IReadOnlyList<GraphProblem> TakeProblems()
    {
        if (_problems.Count == 0)
        {
            return [];
        }

        IReadOnlyList<GraphProblem> taken = _problems;
        _problems = [];
        return taken;
    }
}
