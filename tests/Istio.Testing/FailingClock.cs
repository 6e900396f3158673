namespace Istio.Testing;

/// <summary>The machine's clock, but some timers cannot be made: the way in which a test makes a background task fail.</summary>
/// <param name="fails">Asked with the due time of each timer.</param>
public sealed class FailingClock(Func<TimeSpan, bool> fails) : TimeProvider
{
    public const string Message = "this timer cannot be made";

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        fails(dueTime) ? throw new InvalidOperationException(Message) : System.CreateTimer(callback, state, dueTime, period);
}
