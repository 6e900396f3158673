namespace Istio.Kubernetes.ListWatch;

/// <summary>How long to wait after each failure in a row: 0.2 s, then twice as long each time up to 15 s, each spread so that many watches do not return at once.</summary>
internal sealed class WatchBackoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private TimeSpan _next = First;

    /// <param name="least">What the server asked for.</param>
    public TimeSpan Next(TimeSpan? least = null)
    {
        var delay = _next * (0.5 + random.NextDouble());
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return least is { } asked && asked > delay ? asked : delay;
    }

    public void Reset() => _next = First;
}
