using System.Collections.Immutable;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istio.Kubernetes.Sources;

/// <summary>What a source has learnt since it was asked last. Not synchronized.</summary>
internal sealed class PendingChanges(TimeProvider time)
{
    private readonly Dictionary<ObjectKey, ConfigObject?> _objects = [];
    private readonly FindingLedger _ledger = new();
    private readonly ImmutableDictionary<ObjectKey, HeldObject>.Builder _written = ImmutableDictionary.CreateBuilder<ObjectKey, HeldObject>();
    private long? _changedAt;

    /// <summary>There is something to take.</summary>
    public bool Any { get; private set; }

    /// <param name="row">Null when it is gone.</param>
    public void Set(ObjectKey key, ConfigObject? row)
    {
        _objects[key] = row;
        Note();
    }

    /// <param name="written">What the object was made of; null when it is gone, or nobody asks for objects of its kind.</param>
    public void Write(ObjectKey key, ConfigObject? row, WrittenFields? written, bool isLastGood)
    {
        if (row is null)
        {
            _written.Remove(key);
        }
        else if (written is not null)
        {
            _written[key] = new(row, null, written, isLastGood);
        }
        else if (_written.TryGetValue(key, out var held))
        {
            _written[key] = held with { IsLastGood = isLastGood };
        }
    }

    public void Replace(ValueList<Finding> former, ValueList<Finding> now)
    {
        if (former.IsEmpty && now.IsEmpty)
        {
            return;
        }

        _ledger.Add(now);
        _ledger.Remove(former);
        Note();
    }

    public SourceChanges Take()
    {
        var objects = new ObjectChange[_objects.Count];
        var count = 0;
        foreach (var (key, row) in _objects)
        {
            objects[count++] = new(key, row);
        }

        var changes = new SourceChanges([.. objects]) { ChangedAt = _changedAt, Findings = _ledger.Take(), Written = _written.ToImmutable() };
        // The first taking is of all there is: its table would stay as large.
        _objects.Clear();
        _objects.TrimExcess();
        _changedAt = null;
        Any = false;
        return changes;
    }

    private void Note()
    {
        Any = true;
        _changedAt ??= time.GetTimestamp();
    }
}
