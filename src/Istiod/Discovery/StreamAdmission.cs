using Grpc.Core;

namespace Istiod.Discovery;

/// <summary>How fast streams may come and how long they may stay.</summary>
internal sealed class StreamAdmission(int streamsPerSecond, TimeSpan? maxAge, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // Timers are not finer than this: so many may come early.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan _apart = TimeSpan.FromSeconds(1.0 / streamsPerSecond);
    private readonly long _begun = time.GetTimestamp();
    private readonly Lock _admitting = new();
    private TimeSpan _next;

    /// <exception cref="RpcException">Unavailable before the first publication; ResourceExhausted when too many come.</exception>
    public async Task AdmitAsync(DiscoveryServer server, CancellationToken cancellation)
    {
        if (!server.IsReady)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "server is not ready to serve discovery information"));
        }

        if (!TryEnter(out var wait))
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "request rate limit exceeded"));
        }

        if (wait > Tick)
        {
            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>Cancelled when a stream that begins now is old enough.</summary>
    public CancellationTokenSource Age() => maxAge is { } age ? new(age, time) : new();

    // Evenly, as Istio's limiter with a burst of one. Whoever would wait too long is refused at once and tries again elsewhere or later. While nobody comes,
    // nothing runs.
    private bool TryEnter(out TimeSpan wait)
    {
        lock (_admitting)
        {
            var now = time.GetElapsedTime(_begun);
            var turn = _next > now ? _next : now;
            wait = turn - now;
            if (wait > LongestWait)
            {
                return false;
            }

            _next = turn + _apart;
            return true;
        }
    }
}
