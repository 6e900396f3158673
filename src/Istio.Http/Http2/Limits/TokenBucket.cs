namespace Istio.Http.Http2.Limits;

/// <summary>An allowance that refills with time.</summary>
/// <param name="capacity">What may happen at once.</param>
/// <param name="perSecond">What is given back each second.</param>
internal struct TokenBucket(int capacity, int perSecond)
{
    private double _tokens = capacity;
    private long _last;

    /// <param name="now">Timestamp of <paramref name="time"/>.</param>
    /// <param name="time">The clock of the connection's loop.</param>
    public bool TryTake(long now, TimeProvider time)
    {
        Refill(now, time);
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <summary>Takes in any case, ahead of time when nothing is left.</summary>
    /// <param name="now">Timestamp of <paramref name="time"/>.</param>
    /// <param name="time">The clock of the connection's loop.</param>
    /// <returns>How long it is until what was taken is due; zero when it was there.</returns>
    public TimeSpan Take(long now, TimeProvider time)
    {
        Refill(now, time);
        _tokens--;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
    }

    private void Refill(long now, TimeProvider time)
    {
        if (_last != 0)
        {
            _tokens = Math.Min(capacity, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        }

        _last = now;
    }
}
