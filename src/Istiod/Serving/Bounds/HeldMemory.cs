using System.Threading.RateLimiting;

namespace Istiod.Serving.Bounds;

/// <summary>What one stream makes istiod keep. It only grows: a stream that has become small again ends one day.</summary>
internal sealed class HeldMemory(MemoryShare share) : IDisposable
{
    /// <summary>Bytes of one stream: some 400,000 names.</summary>
    public const long Most = 64 * 1024 * 1024;

    // Also the objects that each stream has, whatever it asks for.
    private const long Step = 32 * 1024;

    private readonly List<RateLimitLease> _leases = [];
    private long _taken;

    /// <returns>False when the stream may not hold so much.</returns>
    public bool TryReach(long bytes)
    {
        if (bytes <= _taken)
        {
            return bytes <= Most;
        }

        // Grows by a quarter at least, so that the number of leases does not follow the number of requests.
        var amount = Math.Max(Math.Max(bytes - _taken, _taken / 4), Step);
        if (bytes > Most || share.TryTake(amount) is not { } lease)
        {
            return false;
        }

        _leases.Add(lease);
        _taken += amount;
        return true;
    }

    public void Dispose() => _leases.ForEach(static lease => lease.Dispose());
}
