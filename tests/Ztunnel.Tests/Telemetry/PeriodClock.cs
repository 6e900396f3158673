namespace Ztunnel.Tests.Telemetry;

/// <summary>A clock that stands still until it is told otherwise, with one timer that then runs inline.</summary>
internal sealed class PeriodClock : TimeProvider
{
    private long _ticks = 1;
    private Timer? _timer;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _timer = new Timer(this, () => callback(state));

    public void Advance(TimeSpan time)
    {
        _ticks += time.Ticks;
        if (_timer is { Due: { } due } timer && due <= _ticks)
        {
            timer.Due = null;
            timer.Run();
        }
    }

    private sealed class Timer(PeriodClock clock, Action run) : ITimer
    {
        public long? Due { get; set; }

        public void Run() => run();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._ticks + dueTime.Ticks;
            return true;
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
