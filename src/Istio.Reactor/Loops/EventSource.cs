namespace Istio.Reactor;

/// <summary>Something with a file descriptor in a loop's epoll set.</summary>
internal abstract class EventSource
{
    /// <summary>The epoll events of one round, as a mask.</summary>
    public abstract void OnEvents(uint events);

    /// <summary>The loop is stopping: release the descriptor and complete the waiters.</summary>
    public abstract void OnLoopStopping();
}
