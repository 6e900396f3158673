using Istio.Reactor;

namespace Istio.Http.Relaying;

/// <summary>
/// The one bidirectional copy. Each direction runs until its source ends and then ends the target's writing side; the other goes on. What is
/// left open at the end is closed. Nothing is allocated for a chunk and no buffer is held by an idle relay.
/// </summary>
/// <param name="first">For instance the accepted side. The relay owns both streams.</param>
/// <param name="second">The dialled side, on the same loop.</param>
/// <param name="counters">Counts what moves.</param>
public sealed class Relay(ByteStream first, ByteStream second, RelayCounters counters)
{
    private readonly TaskCompletionSource<RelayResult> _ended = new();
    private StreamFailure? _failure;
    private string? _stopCause;
    private int _directions = 2;

    /// <summary>Relays until both directions have ended, then closes both streams.</summary>
    public static Task<RelayResult> RunAsync(ByteStream first, ByteStream second, RelayCounters counters) =>
        new Relay(first, second, counters).RunAsync();

    /// <summary>Relays until both directions have ended, then closes both streams. Never throws for what the network does.</summary>
    public Task<RelayResult> RunAsync()
    {
        new Copy(this, first, second, counters, isForward: true).Run();
        new Copy(this, second, first, counters, isForward: false).Run();
        return _ended.Task;
    }

    /// <summary>Breaks both streams, for instance because a policy no longer allows the connection. Only on the loop.</summary>
    /// <param name="cause">Comes back in <see cref="RelayResult.StopCause"/>.</param>
    public void Stop(string cause)
    {
        _stopCause ??= cause;
        first.Abort();
        second.Abort();
    }

    internal bool HasEnded => _directions == 0;

    /// <summary>Notes what broke first; the rest are consequences.</summary>
    internal void OnBroken(StreamFailure? failure) => _failure ??= failure;

    internal void OnDirectionEnded()
    {
        if (--_directions == 0)
        {
            Close();
            _ended.TrySetResult(new RelayResult(_failure, _stopCause));
        }
    }

    /// <summary>A bug in a stream: the connection ends and the relay task faults.</summary>
    internal void OnException(Exception exception)
    {
        Close();
        _ended.TrySetException(exception);
    }

    private void Close()
    {
        first.Dispose();
        second.Dispose();
    }
}
