using System.Collections.Immutable;
using Istio.Model.Files;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istiod.Registry;

/// <summary>What one source has said so far.</summary>
internal sealed class SourceHoldings(IObjectSource source)
{
    private readonly Dictionary<ObjectKey, ConfigObject> _objects = [];

    public IObjectSource Source => source;

    /// <summary>It has told everything once.</summary>
    public bool IsTaken { get; private set; }

    public IReadOnlyDictionary<ObjectKey, HeldObject> Written { get; private set; } = ImmutableDictionary<ObjectKey, HeldObject>.Empty;

    public SourceChanges Take()
    {
        var changes = source.Take();
        Written = changes.Written;
        IsTaken = true;
        return changes;
    }

    public void Set(ObjectChange change)
    {
        if (change.Object is null)
        {
            _objects.Remove(change.Key);
        }
        else
        {
            _objects[change.Key] = change.Object;
        }
    }

    public ConfigObject? Find(ObjectKey key) => _objects.GetValueOrDefault(key);
}
