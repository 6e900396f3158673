namespace Ztunnel;

/// <summary>
/// Gives the garbage of busy times back in quiet ones. The collector lets the young generation grow to the size of the CPU's cache
/// before it looks at it; that is right under load, and would be held for ever by a proxy that has become idle.
/// </summary>
internal sealed class QuietCollector : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Less than this allocated in an interval is quiet: a handful of connections.</summary>
    private const long QuietBytes = 256 * 1024;

    /// <summary>Garbage below this is not worth a collection.</summary>
    private const long WorthwhileBytes = 1024 * 1024;

    private readonly ITimer _timer;
    private long _atLastTick;
    private long _atLastCollection;

    public QuietCollector(TimeProvider clock)
    {
        _atLastTick = _atLastCollection = GC.GetTotalAllocatedBytes();
        _timer = clock.CreateTimer(static self => ((QuietCollector)self!).OnTick(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isQuiet = allocated - _atLastTick < QuietBytes;
        _atLastTick = allocated;
        if (isQuiet && allocated - _atLastCollection >= WorthwhileBytes)
        {
            _atLastCollection = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
