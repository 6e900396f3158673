namespace Istio.Reactor;

/// <summary>Something with a file descriptor in a loop's epoll set.</summary>
internal interface IEventSource
{
    /// <summary>The epoll events of one round, as a mask.</summary>
    void OnEvents(uint events);

    /// <summary>The loop is stopping: release the descriptor and complete the waiters.</summary>
    void OnLoopStopping();
}
