namespace Istio.Reactor;

/// <summary>
/// Gives the memory of busy times back. The garbage collector looks at the young generation only when it is full, and the C library keeps
/// freed blocks for later ones; a proxy that has become idle would hold both for ever.
/// </summary>
public sealed class QuietCollector : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A proxy that is never quiet gives native memory back this often: a flood may have passed while others worked on.</summary>
    private static readonly TimeSpan BusyInterval = TimeSpan.FromSeconds(30);

    /// <summary>Less than this allocated in an interval is quiet: a handful of connections.</summary>
    private const long QuietBytes = 256 * 1024;

    /// <summary>Garbage below this is not worth a collection.</summary>
    private const long WorthwhileGarbage = 1024 * 1024;

    /// <summary>Freed native memory below this is not worth a walk through the heap.</summary>
    private const long WorthwhileFreed = 2 * 1024 * 1024;

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _atLastTick;
    private long _atLastCollection;
    private long _freedAtLastTrim;
    private long _lastTrim;

    public QuietCollector(TimeProvider time)
    {
        _clock = time;
        _atLastTick = _atLastCollection = GC.GetTotalAllocatedBytes();
        _freedAtLastTrim = NativeHeap.FreedBytes;
        _lastTrim = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((QuietCollector)self!).OnTick(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isQuiet = allocated - _atLastTick < QuietBytes;
        _atLastTick = allocated;
        var hasFreed = NativeHeap.FreedBytes - _freedAtLastTrim >= WorthwhileFreed;
        if (isQuiet && (hasFreed || allocated - _atLastCollection >= WorthwhileGarbage))
        {
            _atLastCollection = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Trim();
        }
        else if (hasFreed && _clock.GetElapsedTime(_lastTrim) >= BusyInterval)
        {
            Trim();
        }
    }

    private void Trim()
    {
        _freedAtLastTrim = NativeHeap.FreedBytes;
        _lastTrim = _clock.GetTimestamp();
        NativeHeap.Trim();
    }
}
