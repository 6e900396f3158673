namespace Ztunnel.Admin;

/// <summary>
/// What must be done before the proxy calls itself ready. Losing istiod takes nothing away from a proxy that is ready; a part of it that fails does.
/// </summary>
internal sealed class Readiness(TimeProvider time)
{
    /// <summary>The task of what feeds the state of the mesh.</summary>
    public const string StateManager = "state manager";

    /// <summary>The task of what serves traffic by that state.</summary>
    public const string Proxy = "proxy";

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _pending = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = time.GetTimestamp();

    /// <summary>Completes with the last task of the start.</summary>
    public Task WhenReady => _ready.Task;

    /// <summary>The names of the tasks that are still to be done, sorted.</summary>
    public IReadOnlyList<string> Pending
    {
        get
        {
            lock (_lock)
            {
                return [.. _pending];
            }
        }
    }

    public void Await(string task)
    {
        lock (_lock)
        {
            _pending.Add(task);
        }
    }

    public void Complete(string task)
    {
        int left;
        lock (_lock)
        {
            if (!_pending.Remove(task))
            {
                return;
            }

            left = _pending.Count;
        }

        var elapsed = time.GetElapsedTime(_started).TotalMilliseconds;
        if (left > 0)
        {
            Logs.Readiness.Info($"Task '{task}' complete ({elapsed:0.######}ms), still awaiting {left} tasks");
            return;
        }

        Logs.Readiness.Info($"Task '{task}' complete ({elapsed:0.######}ms), marking server ready");
        _ready.TrySetResult();
    }
}
