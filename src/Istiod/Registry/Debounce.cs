using System.Threading.Channels;

namespace Istiod.Registry;

/// <summary>
/// Paces pushes by what they cost. A change goes out at once, unless the last push has not been paid for: as long as it took, nothing further is pushed, and
/// twice as long after each push that changes had to wait for. So changes that keep coming are gathered, and single ones are not.
/// </summary>
/// <param name="longestRest">The most that a change waits for the sake of pushes before it.</param>
/// <param name="clientCost">What the last push has cost so far beyond its commit: clients are served while the loop goes on.</param>
internal sealed class Debounce(TimeSpan longestRest, Func<TimeSpan> clientCost, TimeProvider time)
{
    private const int MostDoublings = 20;

    private readonly Channel<long> _signals = Channel.CreateBounded<long>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _pushedAt;
    private TimeSpan _commitCost;
    private int _doublings;

    private TimeSpan Rest
    {
        get
        {
            var rest = (_commitCost + clientCost()) * (1 << _doublings);
            return rest < longestRest ? rest : longestRest;
        }
    }

    /// <summary>Something changed. Any thread.</summary>
    public void Signal() => _signals.Writer.TryWrite(time.GetTimestamp());

    /// <summary>Waits for a change and until it may be pushed.</summary>
    /// <returns>Timestamp of the first signal.</returns>
    public async Task<long> NextAsync(CancellationToken cancellation)
    {
        var first = await _signals.Reader.ReadAsync(cancellation);
        if (!await RestAsync(cancellation))
        {
            _doublings = 0;
        }
        else if (_doublings < MostDoublings)
        {
            _doublings++;
        }

        return first;
    }

    /// <summary>A push went out: the next one waits for as long as it took.</summary>
    /// <param name="commitCost">Of reading, committing and publishing.</param>
    public void Pushed(TimeSpan commitCost)
    {
        _commitCost = commitCost;
        _pushedAt = time.GetTimestamp();
    }

    /// <returns>False when there was nothing to wait for.</returns>
    private async Task<bool> RestAsync(CancellationToken cancellation)
    {
        var waited = false;
        while (Rest - time.GetElapsedTime(_pushedAt) is { Ticks: > 0 } left)
        {
            waited = true;
            // Timers count whole milliseconds.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellation);
        }

        // What came in the meantime is part of this push.
        _signals.Reader.TryRead(out _);
        return waited;
    }
}
