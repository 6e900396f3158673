using System.Threading.RateLimiting;

namespace Istiod.Serving.Bounds;

/// <summary>A number of bytes that many peers have in common. Who finds it used up waits for its turn or is refused.</summary>
internal sealed class MemoryShare(long bytes) : IDisposable
{
    private const int Unit = 1024;

    private readonly ConcurrencyLimiter _units = new(new()
    {
        PermitLimit = checked((int)(bytes / Unit)),
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>All of it.</summary>
    public long Bytes => bytes;

    /// <returns>What to dispose of to give the bytes back; <see langword="null"/> when there are too few now.</returns>
    public RateLimitLease? TryTake(long amount)
    {
        if (amount > bytes)
        {
            return null;
        }

        var lease = _units.AttemptAcquire(Units(amount));
        return lease.IsAcquired ? lease : null;
    }

    /// <summary>As <see cref="TryTake"/>, after those who came before.</summary>
    /// <exception cref="OperationCanceledException">Waited long enough.</exception>
    public async ValueTask<RateLimitLease?> TakeAsync(long amount, CancellationToken patience)
    {
        if (amount > bytes)
        {
            return null;
        }

        var lease = await _units.AcquireAsync(Units(amount), patience);
        return lease.IsAcquired ? lease : null;
    }

    public void Dispose() => _units.Dispose();

    private static int Units(long amount) => Math.Max(1, (int)((amount + Unit - 1) / Unit));
}
