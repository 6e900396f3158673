namespace Istio.Reactor;

/// <summary>The alarm of a loop whose clock is not the machine's: that clock's own timer, which wakes the loop from another thread.</summary>
internal sealed class ClockAlarm : LoopAlarm
{
    private readonly ReactorLoop _loop;
    private readonly ITimer _timer;
    private int _rang;

    public ClockAlarm(TimeProvider time, ReactorLoop loop)
    {
        _loop = loop;
        _timer = time.CreateTimer(static state => ((ClockAlarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override bool Covers(long due) => due == long.MaxValue;

    public override void Arm(long due, long delay) => _timer.Change(TimeSpan.FromMilliseconds(delay), Timeout.InfiniteTimeSpan);

    public override bool TakeRing() => Interlocked.Exchange(ref _rang, 0) == 1;

    public override void Dispose() => _timer.Dispose();

    private void Ring()
    {
        Interlocked.Exchange(ref _rang, 1);
        _loop.Wake();
    }
}
