using System.Threading.RateLimiting;
using Grpc.Core;

namespace Istiod.Discovery;

/// <summary>How fast streams may come and how long they may stay.</summary>
internal sealed class StreamAdmission(int streamsPerSecond, TimeSpan? maxAge, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly TokenBucketRateLimiter _limiter = Limiter(streamsPerSecond);

    /// <exception cref="RpcException">Unavailable before the first publication; ResourceExhausted when too many come.</exception>
    public async Task AdmitAsync(DiscoveryServer server, CancellationToken cancellation)
    {
        if (!server.IsReady)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "server is not ready to serve discovery information"));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestWait);
        try
        {
            using var lease = await _limiter.AcquireAsync(1, limit.Token);
            if (lease.IsAcquired)
            {
                return;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Waited long enough.
        }

        throw new RpcException(new Status(StatusCode.ResourceExhausted, "request rate limit exceeded"));
    }

    /// <summary>Cancelled when a stream that begins now is old enough.</summary>
    public CancellationTokenSource Age() => maxAge is { } age ? new(age, time) : new();

    public void Dispose() => _limiter.Dispose();

    // Evenly, as Istio's limiter with a burst of one; at high rates some at a time, because timers are not that fine. At most as many wait as can come in
    // within the longest wait: the rest is refused at once and tries again elsewhere or later.
    private static TokenBucketRateLimiter Limiter(int perSecond)
    {
        const int ticksPerSecond = 100;
        var atATime = Math.Max(1, perSecond / ticksPerSecond);
        return new(new()
        {
            TokenLimit = atATime,
            TokensPerPeriod = atATime,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)atATime / perSecond),
            QueueLimit = perSecond,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }
}
