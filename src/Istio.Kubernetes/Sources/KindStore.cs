using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Kubernetes.ListWatch;
using Istio.Kubernetes.Readers;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Sources;

/// <summary>
/// The objects of one kind as the API server has them. One that does not decode keeps its last good version, with a finding; what is filtered out is not held.
/// </summary>
/// <param name="read">Decodes an object.</param>
/// <param name="scope">Whose objects are read.</param>
/// <param name="gate">Guards <paramref name="filter"/>, <paramref name="pending"/> and all stores of the source.</param>
internal sealed class KindStore(
    Kind kind, ObjectReader read, ClusterScope scope, NamespaceFilter filter, PendingChanges pending, Lock gate, Action changed) : IWatchSink
{
    private readonly Dictionary<ObjectName, Held> _held = [];
    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);
    private int _generation;

    public Kind Kind => kind;

    /// <summary>Told the objects that are there now, and null for those that went; under the gate. For the namespaces.</summary>
    public Action<ObjectName, ConfigObject?>? Follower { get; init; }

    public void BeginList()
    {
        lock (gate)
        {
            _generation++;
            _passedOver.Clear();
        }
    }

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json)
    {
        var name = ObjectName.Of(head.Namespace, head.Name);
        if (!IsIncluded(name))
        {
            return;
        }

        var document = read(json);
        lock (gate)
        {
            // The namespace may have been left out while the object was read.
            if (filter.Includes(name.Namespace))
            {
                Hold(name, document);
            }
        }

        changed();
    }

    public void Remove(in ObjectHead head)
    {
        lock (gate)
        {
            Drop(ObjectName.Of(head.Namespace, head.Name));
        }

        changed();
    }

    public void EndList()
    {
        lock (gate)
        {
            foreach (var (name, held) in _held)
            {
                if (held.Generation != _generation)
                {
                    Drop(name);
                }
            }
        }

        changed();
    }

    /// <summary>A namespace is not kept any more. Under the gate.</summary>
    public void Leave(Func<string, bool> isLeft)
    {
        foreach (var name in _held.Keys)
        {
            if (name.Namespace.Length > 0 && isLeft(name.Namespace))
            {
                Drop(name);
                _passedOver.Add(name.Namespace);
            }
        }
    }

    /// <summary>Objects of the namespace were passed over, and have to be listed now that it is kept. Under the gate.</summary>
    public bool HasPassedOver(Func<string, bool> isKept)
    {
        foreach (var ns in _passedOver)
        {
            if (isKept(ns))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsIncluded(ObjectName name)
    {
        lock (gate)
        {
            if (filter.Includes(name.Namespace))
            {
                return true;
            }

            _passedOver.Add(name.Namespace);
            Drop(name);
            return false;
        }
    }

    private void Hold(ObjectName name, StoredDocument document)
    {
        if (document.Object is { } found && !IsOurs(found))
        {
            Drop(name);
            return;
        }

        _held.TryGetValue(name, out var before);
        var key = new ObjectKey(kind, name);
        var now = new Held(document.Object ?? before.Object, document.Findings, _generation);
        _held[name] = now;
        pending.Replace(before.Findings ?? [], now.Findings ?? []);
        if (document.Object is null)
        {
            pending.Write(key, now.Object, null, isLastGood: true);
        }
        else if (!document.Object.Equals(before.Object))
        {
            pending.Set(key, document.Object);
            pending.Write(key, document.Object, document.Written, isLastGood: false);
            Follower?.Invoke(name, document.Object);
        }
        else
        {
            // The same to the mesh; the pages show what is written now.
            pending.Write(key, document.Object, document.Written, isLastGood: false);
        }
    }

    private bool IsOurs(ConfigObject found) =>
        !kind.IsProto || scope.Revision.Length == 0 || found.Metadata.Label(Labels.Revision) is var revision && (revision.Length == 0 || revision == scope.Revision);

    private void Drop(ObjectName name)
    {
        if (!_held.Remove(name, out var held))
        {
            return;
        }

        pending.Replace(held.Findings ?? [], []);
        if (held.Object is not null)
        {
            var key = new ObjectKey(kind, name);
            pending.Set(key, null);
            pending.Write(key, null, null, isLastGood: false);
            Follower?.Invoke(name, null);
        }
    }

    /// <param name="Object">The last version that decoded; null when none has.</param>
    /// <param name="Findings">Null, as in no entry, for none.</param>
    /// <param name="Generation">The list that last had it, or after which it came.</param>
    private readonly record struct Held(ConfigObject? Object, ValueList<Finding>? Findings, int Generation);
}
