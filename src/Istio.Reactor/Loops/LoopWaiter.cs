namespace Istio.Reactor;

/// <summary>
/// Something that waits for a <see cref="LoopSignal"/> again and again, as a relay does. In place of a delegate: one object less to touch at each wake-up.
/// </summary>
public abstract class LoopWaiter
{
    /// <summary>The signal was raised. Runs inline, on the loop.</summary>
    protected internal abstract void Resume();
}
