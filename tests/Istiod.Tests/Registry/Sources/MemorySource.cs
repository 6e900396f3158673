using Istio.Core.Values;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istiod.Tests.Registry.Sources;

/// <summary>A source of objects that a test puts.</summary>
internal sealed class MemorySource(string name) : IObjectSource
{
    private readonly Lock _lock = new();
    private List<ObjectChange> _changes = [];
    private volatile bool _hasSynced = true;
    private volatile bool _fails;
    private volatile SourceBlock? _block;

    public event Action? Changed;

    public string Name => name;

    public bool HasSynced
    {
        get => _hasSynced;
        init => _hasSynced = value;
    }

    /// <summary>The source throws when it is asked.</summary>
    public bool Fails
    {
        get => _fails;
        set => _fails = value;
    }

    /// <summary>All of them are taken together.</summary>
    public void Put(params ConfigObject[] rows) => Change([.. rows.Select(static row => new ObjectChange(row.Key, row))]);

    public void Remove(ObjectKey key) => Change([new(key, null)]);

    public void Sync()
    {
        _hasSynced = true;
        Changed?.Invoke();
    }

    /// <summary>From here on the source does not answer, until the block is disposed.</summary>
    public SourceBlock Block() => _block = new();

    public SourceChanges Take()
    {
        _block?.Wait();
        if (_fails)
        {
            throw new IOException("made by a test");
        }

        lock (_lock)
        {
            var taken = _changes.ToValueList();
            _changes = [];
            return new(taken);
        }
    }

    private void Change(ObjectChange[] changes)
    {
        lock (_lock)
        {
            _changes.AddRange(changes);
        }

        Changed?.Invoke();
    }
}
