using Istio.Core.Files;

namespace Istiod.Watching;

/// <summary>
/// Keeps a folder watched: the watch begins anew when another folder stands at its path or when it failed, and while it cannot be had the folder is looked at
/// in intervals.
/// </summary>
internal sealed class KeptWatch : IDisposable
{
    // A try costs as many calls as there are folders.
    private const int TicksBetweenTries = 5;

    private readonly string _folder;
    private readonly Func<Action<Exception>, IDisposable> _start;
    private readonly Func<bool> _polls;
    private readonly Action _lookAgain;
    private readonly WatchFailure _failure;
    private readonly ITimer _timer;
    private readonly Lock _keeping = new();
    private bool _isDisposed;
    private IDisposable? _watch;
    private FileStamp? _watched;
    private int _ticks;

    /// <param name="start">Begins to watch and tells when that fails; it may throw what the system throws.</param>
    /// <param name="polls">Something in the folder changes without being reported.</param>
    /// <param name="lookAgain">Anything may have changed. Called on any thread.</param>
    public KeptWatch(string folder, Func<Action<Exception>, IDisposable> start, Func<bool> polls, Action lookAgain, TimeProvider time)
    {
        _folder = folder;
        _start = start;
        _polls = polls;
        _lookAgain = lookAgain;
        _failure = new(folder);
        Start();
        _timer = time.CreateTimer(_ => Check(), null, Polling.Interval, Polling.Interval);
    }

    /// <summary>Another folder may stand at the path. Any thread.</summary>
    public void Check()
    {
        if (Keep() || _polls())
        {
            _lookAgain();
        }
    }

    public void Dispose()
    {
        lock (_keeping)
        {
            _isDisposed = true;
            _timer.Dispose();
            _watch?.Dispose();
        }
    }

    /// <returns>True when changes may have gone unseen.</returns>
    private bool Keep()
    {
        lock (_keeping)
        {
            if (_isDisposed)
            {
                return false;
            }

            var isOther = FileStamp.Of(_folder) is { } now ? _watched is not { } before || !now.IsSameFile(before) : _watched is not null;
            var failed = _failure.Stands;
            if (isOther || (failed && ++_ticks % TicksBetweenTries == 0))
            {
                Start();
            }
            else if (!failed)
            {
                _failure.Hold();
            }

            return isOther || failed;
        }
    }

    private void Start()
    {
        _watch?.Dispose();
        _watch = null;
        // The stamp first: a folder that is exchanged in between is noticed at the next look.
        _watched = FileStamp.Of(_folder);
        if (_watched is null)
        {
            return;
        }

        _failure.Retry();
        try
        {
            _watch = _start(_failure.Report);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _failure.Report(refused);
        }
    }
}
