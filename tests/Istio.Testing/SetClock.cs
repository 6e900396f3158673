namespace Istio.Testing;

/// <summary>A wall clock that a test sets forward or back. Timers and timestamps go on by elapsed time, as in a machine.</summary>
/// <param name="elapsed">What timers run by, and the wall clock before it is set.</param>
public sealed class SetClock(TimeProvider elapsed) : TimeProvider
{
    /// <summary>How far the wall clock was set; negative: back.</summary>
    public TimeSpan Offset { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => elapsed.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => elapsed.GetUtcNow() + Offset;

    /// <inheritdoc/>
    public override long GetTimestamp() => elapsed.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        elapsed.CreateTimer(callback, state, dueTime, period);
}
