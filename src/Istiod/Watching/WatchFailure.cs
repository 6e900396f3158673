
namespace Istiod.Watching;

/// <summary>
/// Whether a watch works, and its words in the log: one line when it fails and one when it works again. The kernel refuses watches at its limits, loses events
/// when nobody reads them in time, and file systems that other machines write to report nothing.
/// </summary>
internal sealed class WatchFailure(string subject)
{
    private readonly Lock _telling = new();
    private bool _isTold;
    private volatile bool _stands;

    /// <summary>Changes may go unseen.</summary>
    public bool Stands => _stands;

    /// <summary>Any thread.</summary>
    public void Report(Exception reason)
    {
        lock (_telling)
        {
            _stands = true;
            if (!_isTold)
            {
                _isTold = true;
                Logs.Files.Error($"cannot watch {subject}: {reason.Message}; it is looked at every {Polling.Interval.TotalSeconds:F0} s instead. "
                    + "If a limit is the reason, raise fs.inotify.max_user_watches or fs.inotify.max_user_instances");
            }
        }
    }

    /// <summary>The next try begins.</summary>
    public void Retry() => _stands = false;

    /// <summary>The try has held for a while.</summary>
    public void Hold()
    {
        lock (_telling)
        {
            if (_isTold && !_stands)
            {
                _isTold = false;
                Logs.Files.Info($"{subject} is watched again");
            }
        }
    }
}
