using System.Threading.Tasks.Sources;

namespace Istio.Reactor;

/// <summary>
/// A level that one waiter of the same loop can await without allocating: set means "go and look". Setting it runs the waiter inline.
/// </summary>
/// <remarks>
/// Built for streams: <c>Readable</c> and <c>Writable</c> are one signal each. The waiter's continuation runs inside <see cref="Set"/>, so a
/// caller in the middle of a state change finishes that first, or uses <see cref="SetLater"/>.
/// </remarks>
public sealed class LoopSignal(ReactorLoop loop) : IValueTaskSource
{
    private static readonly Action<object?> RunSet = static state => ((LoopSignal)state!).Set();

    private Action<object?>? _continuation;
    private object? _state;
    private short _version;
    private bool _isSet;
    private bool _waiting;

    public bool IsSet => _isSet;

    public bool HasWaiter => _waiting;

    /// <summary>Raises the level and runs the waiter, if there is one, inline.</summary>
    public void Set()
    {
        _isSet = true;
        if (!_waiting)
        {
            return;
        }

        var continuation = _continuation;
        if (continuation is null)
        {
            return; // The waiter got its ValueTask but has not hooked on yet; OnCompleted or GetStatus will see the level.
        }

        var state = _state;
        _continuation = null;
        _state = null;
        continuation(state);
    }

    /// <summary>Raises the level and runs the waiter later in this round of the loop.</summary>
    public void SetLater()
    {
        _isSet = true;
        if (_waiting)
        {
            loop.Defer(RunSet, this);
        }
    }

    /// <summary>Lowers the level: the next wait really waits.</summary>
    public void Reset() => _isSet = false;

    /// <summary>Completes when the level is raised; at once when it already is.</summary>
    public ValueTask WaitAsync()
    {
        if (_isSet)
        {
            return default;
        }

        if (_waiting)
        {
            throw new InvalidOperationException("A stream has at most one reader and one writer waiting.");
        }

        _waiting = true;
        return new ValueTask(this, _version);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _isSet ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Validate(token);
        _continuation = continuation;
        _state = state;
        if (_isSet)
        {
            loop.Defer(RunSet, this);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        Validate(token);
        _waiting = false;
        _version++;
    }

    private void Validate(short token)
    {
        if (!_waiting || token != _version)
        {
            throw new InvalidOperationException("A wait was awaited twice.");
        }
    }
}
