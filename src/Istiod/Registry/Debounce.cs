using System.Threading.Channels;

namespace Istiod.Registry;

/// <summary>Gathers signals until none came for a while, or the first is old enough: editors and deployment tools write in bursts.</summary>
internal sealed class Debounce(TimeSpan after, TimeSpan max, TimeProvider time)
{
    private readonly Channel<byte> _signals = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Any thread.</summary>
    public void Signal() => _signals.Writer.TryWrite(0);

    /// <summary>Waits for a signal and then for quiet.</summary>
    /// <returns>Timestamp of the first signal.</returns>
    public async Task<long> QuietAsync(CancellationToken cancellation)
    {
        await _signals.Reader.ReadAsync(cancellation);
        var first = time.GetTimestamp();
        while (await AnotherWithinAsync(Shorter(after, max - time.GetElapsedTime(first)), cancellation))
        {
        }

        return first;
    }

    private async Task<bool> AnotherWithinAsync(TimeSpan wait, CancellationToken cancellation)
    {
        if (wait <= TimeSpan.Zero)
        {
            return false;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signal = _signals.Reader.WaitToReadAsync(waiting.Token).AsTask();
        var quiet = Task.Delay(wait, time, waiting.Token);
        var first = await Task.WhenAny(signal, quiet);
        await waiting.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return first == signal && _signals.Reader.TryRead(out _);
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
