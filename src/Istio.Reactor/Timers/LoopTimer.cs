namespace Istio.Reactor;

/// <summary>A one-shot timer of a loop. It can be armed again, so a connection keeps one for its whole life.</summary>
public sealed class LoopTimer
{
    private readonly TimerWheel _wheel;
    private readonly Action<object?> _callback;
    private readonly object? _state;

    internal LoopTimer(TimerWheel wheel, Action<object?> callback, object? state)
    {
        _wheel = wheel;
        _callback = callback;
        _state = state;
    }

    public bool IsArmed => Previous is not null;

    /// <summary>The tick (1 ms) at which the timer fires.</summary>
    internal long Due { get; set; }

    internal LoopTimer? Next { get; set; }

    internal LoopTimer? Previous { get; set; }

    /// <summary>(Re)arms the timer to fire once after <paramref name="delay"/>, rounded up to 1 ms; never early.</summary>
    public void Arm(TimeSpan delay) => _wheel.Arm(this, delay);

    public void Cancel() => TimerWheel.Remove(this);

    internal void Fire() => _callback(_state);
}
