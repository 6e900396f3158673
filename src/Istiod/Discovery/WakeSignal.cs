using System.Threading.Tasks.Sources;

namespace Istiod.Discovery;

/// <summary>Lets one loop wait for any of several things without an allocation: whatever happens sets it, and the loop looks at all of them.</summary>
internal sealed class WakeSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int IsSet = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Wakes the loop on a thread of the pool, or keeps it from waiting next time. Any thread.</summary>
    public void Set() => Set(inline: false);

    /// <summary>As <see cref="Set()"/>, and the loop runs on within this call. For a thread that has nothing else to do.</summary>
    public void SetInline() => Set(inline: true);

    /// <summary>Completes when it was set since the last wait completed. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == IsSet)
        {
            Interlocked.Exchange(ref _state, Idle);
            return ValueTask.CompletedTask;
        }

        return new(this, _core.Version);
    }

    private void Set(bool inline)
    {
        if (Interlocked.Exchange(ref _state, IsSet) == Waiting)
        {
            _core.RunContinuationsAsynchronously = !inline;
            _core.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        // Set again between the wake and here: that is seen by the loop, which looks at everything now.
        Interlocked.Exchange(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
