namespace Istio.Reactor;

/// <summary>Wakes a sleeping loop when its next timer is due: the kernel's timer, or the clock of a test.</summary>
internal abstract class LoopAlarm : IDisposable
{
    /// <summary>True when it will ring at or before this tick without being armed again.</summary>
    public abstract bool Covers(long due);

    /// <summary>Sets the alarm.</summary>
    /// <param name="due">The tick of the loop (1 ms).</param>
    /// <param name="delay">The same as milliseconds from now, at least 1.</param>
    public abstract void Arm(long due, long delay);

    /// <summary>True once for each ring.</summary>
    public abstract bool TakeRing();

    public abstract void Dispose();
}
