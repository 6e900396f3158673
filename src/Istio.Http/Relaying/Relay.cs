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
    /// <summary>What one direction may move before the others of the loop get their turn.</summary>
    private const long BytesPerTurn = 1024 * 1024;

    private StreamFailure? _failure;
    private string? _stopCause;

    /// <summary>Relays until both directions have ended, then closes both streams.</summary>
    public static Task<RelayResult> RunAsync(ByteStream first, ByteStream second, RelayCounters counters) =>
        new Relay(first, second, counters).RunAsync();

    /// <summary>Relays until both directions have ended, then closes both streams. Never throws for what the network does.</summary>
    public async Task<RelayResult> RunAsync()
    {
        try
        {
            var forward = CopyAsync(first, second, isForward: true);
            await CopyAsync(second, first, isForward: false);
            await forward;
        }
        finally
        {
            first.Dispose();
            second.Dispose();
        }

        return new RelayResult(_failure, _stopCause);
    }

    /// <summary>Breaks both streams, for instance because a policy no longer allows the connection. Only on the loop.</summary>
    /// <param name="cause">Comes back in <see cref="RelayResult.StopCause"/>.</param>
    public void Stop(string cause)
    {
        _stopCause ??= cause;
        first.Abort();
        second.Abort();
    }

    private async Task CopyAsync(ByteStream source, ByteStream target, bool isForward)
    {
        var copy = new Copy(source, target, counters, isForward);
        var turnEnds = BytesPerTurn;
        while (true)
        {
            switch (copy.Step())
            {
                case CopyStep.Progress:
                    if (copy.Moved >= turnEnds)
                    {
                        turnEnds = copy.Moved + BytesPerTurn;
                        await new LoopYield(source.Loop);
                    }

                    break;
                case CopyStep.WaitForSource:
                    await source.ReadableAsync();
                    break;
                case CopyStep.WaitForTarget:
                    await target.WritableAsync();
                    break;
                case CopyStep.EndOfSource:
                    target.ShutdownWrite();
                    return;
                case CopyStep.SourceFailed:
                    _failure ??= source.Failure;
                    target.Abort();
                    return;
                default:
                    // Not the end of the other direction: what the target sent before it went away is still delivered.
                    _failure ??= target.Failure;
                    copy.Release();
                    return;
            }
        }
    }
}
