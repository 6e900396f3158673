using System.Runtime.CompilerServices;

namespace Istio.Reactor;

/// <summary>
/// What awaiting a <see cref="LoopSignal"/> means: go on at once when it is raised, else hook onto it. An awaitable of its own in place of
/// ValueTask: a wake-up calls the state machine directly, without an interface check and two calls through the source's interface.
/// </summary>
public readonly struct LoopWait : ICriticalNotifyCompletion
{
    private readonly LoopSignal? _signal;

    internal LoopWait(LoopSignal signal) => _signal = signal;

    /// <summary>A wait that is over.</summary>
    public static LoopWait Completed => default;

    public bool IsCompleted => _signal is null || _signal.IsSet;

    public LoopWait GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => _signal!.Hook(continuation);

    /// <summary>Resumes a waiter once the wait is over; only while it is not.</summary>
    public void Hook(LoopWaiter waiter) => _signal!.Hook(waiter);
}
