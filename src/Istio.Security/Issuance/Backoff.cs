namespace Istio.Security.Issuance;

/// <summary>
/// How long to wait after each failure in a row: about 1 s, then twice as long each time up to 150 s, each spread by 20 % so that nodes that failed together
/// do not ask together again. ztunnel's numbers.
/// </summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(150);
    private const double Spread = 0.2;

    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        var delay = _next * (1 - Spread + (2 * Spread * random.NextDouble()));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay < Longest ? delay : Longest;
    }

    public void Reset() => _next = First;
}
