using Istio.Collections;
using Istio.Core.Values;

namespace Istio.Model.Objects;

/// <summary>Everything that was written, one table for each kind: where all sources put their objects, and what everything else derives from.</summary>
public sealed class ObjectTables
{
    private readonly Dictionary<Kind, IObjectInput> _inputs = [];

    /// <param name="graph">Has had no commit yet.</param>
    public ObjectTables(Graph graph, KindCatalog kinds)
    {
        Graph = graph;
        foreach (var kind in kinds.Kinds)
        {
            _inputs.Add(kind, kind.AddTo(graph));
        }
    }

    public Graph Graph { get; }

    /// <summary>Objects of the kind have a table.</summary>
    public bool Has(Kind kind) => _inputs.ContainsKey(kind);

    /// <exception cref="ArgumentException">The catalog has no such kind.</exception>
    public Input<ObjectName, T> Of<T>(Kind<T> kind)
        where T : ConfigObject, IEquatable<T> => ((ObjectInput<T>)Find(kind)).Table;

    /// <summary>Takes over what a source says has changed; all of it goes into one commit.</summary>
    /// <exception cref="ArgumentException">The catalog has no such kind.</exception>
    public void Apply(ValueList<ObjectChange> changes)
    {
        using (Graph.Edit())
        {
            foreach (var change in changes)
            {
                Find(change.Key.Kind).Set(change.Key.ObjectName, change.Object);
            }
        }
    }

    private IObjectInput Find(Kind kind) =>
        _inputs.TryGetValue(kind, out var input) ? input : throw new ArgumentException($"the catalog of these tables has no kind {kind}", nameof(kind));
}
