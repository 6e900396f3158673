namespace Istio.Kubernetes.Writers;

/// <summary>
/// Paces the writes of one client: so many at once, then so many a second. Who comes first goes first. Any thread.
/// </summary>
public sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly double _perSecond;
    private readonly int _burst;
    private readonly TimeProvider _time;
    private double _tokens;
    private long _filledAt;

    /// <param name="perSecond">As <c>--kubernetesApiQPS</c>; more than 0.</param>
    /// <param name="burst">As <c>--kubernetesApiBurst</c>; at least 1.</param>
    public TokenBucket(double perSecond, int burst, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        (_perSecond, _burst, _time) = (perSecond, burst, time);
        (_tokens, _filledAt) = (burst, time.GetTimestamp());
    }

    /// <summary>Waits for the caller's turn. A wait that is cancelled gives its turn back.</summary>
    public ValueTask TakeAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var wait = Take();
        return wait > TimeSpan.Zero ? new(WaitAsync(wait, cancellation)) : ValueTask.CompletedTask;
    }

    /// <returns>How long the taken token is still to come.</returns>
    private TimeSpan Take()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond)) - 1;
            _filledAt = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(-_tokens / _perSecond * 1000));
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, _time, cancellation);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _tokens++;
            }

            throw;
        }
    }
}
