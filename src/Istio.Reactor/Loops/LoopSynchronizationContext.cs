namespace Istio.Reactor;

/// <summary>Brings code of a loop that awaited something of another thread (a task, a timer) back to the loop.</summary>
internal sealed class LoopSynchronizationContext(ReactorLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => loop.Post(new Action<object?>(d), state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Waiting for a loop from another thread could deadlock; post to it.");

    public override SynchronizationContext CreateCopy() => this;
}
