namespace Istio.Reactor;

/// <summary>
/// A level that one waiter of the same loop can await without allocating: set means "go and look". Setting it runs the waiter inline.
/// </summary>
/// <remarks>
/// Built for streams: <c>Readable</c> and <c>Writable</c> are one signal each. The waiter's continuation runs inside <see cref="Set"/>, so a
/// caller in the middle of a state change finishes that first, or uses <see cref="SetLater"/>.
/// </remarks>
public sealed class LoopSignal(ReactorLoop loop)
{
    private static readonly Action<object?> RunSet = static state => ((LoopSignal)state!).Set();

    private Action? _continuation;
    private LoopWaiter? _waiter;
    private bool _isSet;

    public bool IsSet => _isSet;

    public bool HasWaiter => _waiter is not null || _continuation is not null;

    /// <summary>Raises the level and runs the waiter, if there is one, inline.</summary>
    public void Set()
    {
        _isSet = true;
        if (_waiter is { } waiter)
        {
            _waiter = null;
            waiter.Resume();
        }
        else if (_continuation is { } continuation)
        {
            _continuation = null;
            continuation();
        }
    }

    /// <summary>Raises the level and runs the waiter later in this round of the loop.</summary>
    public void SetLater()
    {
        _isSet = true;
        if (HasWaiter)
        {
            loop.Defer(RunSet, this);
        }
    }

    /// <summary>Lowers the level: the next wait really waits.</summary>
    public void Reset() => _isSet = false;

    /// <summary>Completes when the level is raised; at once when it already is. One waiter at a time.</summary>
    public LoopWait WaitAsync() => new(this);

    internal void Hook(Action continuation)
    {
        RequireNoWaiter();
        _continuation = continuation;
        SetIfRaised();
    }

    internal void Hook(LoopWaiter waiter)
    {
        RequireNoWaiter();
        _waiter = waiter;
        SetIfRaised();
    }

    private void RequireNoWaiter()
    {
        if (HasWaiter)
        {
            throw new InvalidOperationException("A stream has at most one reader and one writer waiting.");
        }
    }

    /// <summary>Raised between the question and the hook.</summary>
    private void SetIfRaised()
    {
        if (_isSet)
        {
            loop.Defer(RunSet, this);
        }
    }
}
