namespace Istiod.Registry;

/// <summary>
/// Paths that may have changed, until they are read. What was put in place in one step is read at once. Anything else may be half written, or between being
/// removed and being there again: it is read when nothing was told of it for a while.
/// </summary>
internal sealed class TouchedPaths : IDisposable
{
    // Among many paths, how much later than they could be they are read together.
    private const int RoundsPerQuiet = 10;

    private readonly TimeSpan _quiet;
    private readonly TimeSpan _longest;
    private readonly Action _due;
    private readonly TimeProvider _time;
    private readonly Lock _touching = new();
    private readonly Dictionary<string, Touch> _touched = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private bool _isTimed;

    /// <param name="quiet">How long nothing must be told of a path before it is read.</param>
    /// <param name="longest">It is read after this time even if it is never quiet.</param>
    /// <param name="due">Some can be read. Called on any thread.</param>
    public TouchedPaths(TimeSpan quiet, TimeSpan longest, Action due, TimeProvider time)
    {
        _quiet = quiet;
        _longest = longest;
        _due = due;
        _time = time;
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="path">Absolute, or empty for everything.</param>
    /// <param name="isWhole">What is there was put there in one step.</param>
    public void Add(string path, bool isWhole)
    {
        lock (_touching)
        {
            var now = _time.GetTimestamp();
            var first = _touched.TryGetValue(path, out var before) ? before.FirstAt : now;
            _touched[path] = new(first, now, isWhole);
            if (!isWhole && !_isTimed)
            {
                SetTimer(_quiet);
            }
        }

        if (isWhole)
        {
            _due();
        }
    }

    /// <summary>The path is yet to be read. Any thread may ask.</summary>
    public bool Has(string path)
    {
        lock (_touching)
        {
            return _touched.ContainsKey(path);
        }
    }

    /// <summary>Takes those that can be read. Before they are: a change during the reading adds them again.</summary>
    /// <param name="firstAt">Timestamp of the first change of them; null when there are none.</param>
    public List<string> Take(out long? firstAt)
    {
        firstAt = null;
        var taken = new List<string>();
        lock (_touching)
        {
            foreach (var (path, touch) in _touched)
            {
                if (IsDue(touch))
                {
                    taken.Add(path);
                }
            }

            // To read a folder is to read what is half written in it.
            if (taken.Count < _touched.Count)
            {
                taken.RemoveAll(path => IsSearched(path) && _time.GetElapsedTime(_touched[path].FirstAt) < _longest);
            }

            foreach (var path in taken)
            {
                _touched.Remove(path, out var touch);
                firstAt = Math.Min(firstAt ?? long.MaxValue, touch.FirstAt);
            }
        }

        return taken;
    }

    public void Dispose() => _timer.Dispose();

    private static bool IsSearched(string path) => path.Length == 0 || Directory.Exists(path);

    private bool IsDue(in Touch touch) => TimeLeft(touch) <= TimeSpan.Zero;

    private TimeSpan TimeLeft(in Touch touch)
    {
        var untilQuiet = touch.IsWhole ? TimeSpan.Zero : _quiet - _time.GetElapsedTime(touch.LastAt);
        var untilLongest = _longest - _time.GetElapsedTime(touch.FirstAt);
        return untilQuiet < untilLongest ? untilQuiet : untilLongest;
    }

    private void Look()
    {
        bool isDue;
        lock (_touching)
        {
            (isDue, var next) = (false, TimeSpan.MaxValue);
            foreach (var touch in _touched.Values)
            {
                var left = TimeLeft(touch);
                isDue |= left <= TimeSpan.Zero;
                next = left < next ? left : next;
            }

            _isTimed = false;
            if (_touched.Count > 0)
            {
                SetTimer(next > _quiet / RoundsPerQuiet ? next : _quiet / RoundsPerQuiet);
            }
        }

        if (isDue)
        {
            _due();
        }
    }

    private void SetTimer(TimeSpan wait)
    {
        _isTimed = true;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private readonly record struct Touch(long FirstAt, long LastAt, bool IsWhole);
}
