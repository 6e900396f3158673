using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Proxy;

/// <summary>The workload that a set of listeners serves, as the state knows it now. It may not be there yet, or change.</summary>
internal sealed class LocalWorkload
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly MeshStore _store;
    private readonly ServedWorkload? _served;
    private volatile string? _uid;
    private volatile MeshState? _missingIn;

    private LocalWorkload(MeshStore store, ServedWorkload? served, string? uid)
    {
        _store = store;
        _served = served;
        _uid = uid;
    }

    public static LocalWorkload WithUid(MeshStore store, string uid) => new(store, null, uid);

    /// <summary>A pod known by name; its uid is looked up, since only istiod makes uids.</summary>
    public static LocalWorkload Named(MeshStore store, ServedWorkload served) => new(store, served, null);

    /// <summary>Null while it was never found.</summary>
    public string? Uid => _uid;

    /// <summary>Null while the state does not know it.</summary>
    public Workload? Current
    {
        get
        {
            var state = _store.Current;
            if (_uid is { } uid && state.WorkloadByUid(uid) is { } known && (_served is null || Is(known, _served)))
            {
                return known;
            }

            return _served is null ? null : Find(state, _served);
        }
    }

    /// <summary>The workload, waited for as long as Istio waits; null when it stays unknown.</summary>
    public async ValueTask<Workload?> FetchAsync(TimeProvider time)
    {
        if (Current is { } known)
        {
            return known;
        }

        var arrived = new TaskCompletionSource<Workload>();
        void OnChanged(MeshState before, MeshState after)
        {
            if (Current is { } found)
            {
                arrived.TrySetResult(found);
            }
        }

        _store.Changed += OnChanged;
        try
        {
            OnChanged(MeshState.Empty, _store.Current);
            return await arrived.Task.WaitAsync(Timeout, time);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _store.Changed -= OnChanged;
        }
    }

    private Workload? Find(MeshState state, ServedWorkload served)
    {
        if (ReferenceEquals(state, _missingIn))
        {
            return null; // Each connection asks; one look at all workloads of a state is enough.
        }

        foreach (var workload in state.Workloads.Values)
        {
            if (Is(workload, served))
            {
                _uid = workload.Uid;
                _missingIn = null;
                return workload;
            }
        }

        _missingIn = state;
        return null;
    }

    private static bool Is(Workload workload, ServedWorkload served) =>
        workload.Name == served.Name && workload.Namespace == served.Namespace && workload.ServiceAccount == served.ServiceAccount;
}
