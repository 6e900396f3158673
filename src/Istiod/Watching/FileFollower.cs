using Istio.Core.Files;

namespace Istiod.Watching;

/// <summary>
/// Tells when one of a few files may have changed: at once where the system reports it, and within an interval wherever they and the links to them lead.
/// </summary>
internal sealed class FileFollower : IDisposable
{
    private readonly IReadOnlyList<string> _files;
    private readonly Action _changed;
    private readonly IDisposable? _watch;
    private readonly ITimer _timer;
    private volatile FileStamp?[] _seen;

    /// <param name="watch">Begins to watch and tells when that fails; it may throw what the system throws. Without it changes come later.</param>
    /// <param name="changed">Called on any thread.</param>
    public FileFollower(IReadOnlyList<string> files, Func<Action<Exception>, IDisposable> watch, Action changed, TimeProvider time)
    {
        _files = files;
        _changed = changed;
        _seen = Look();
        var failure = new WatchFailure(string.Join(", ", files));
        try
        {
            _watch = watch(failure.Report);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            failure.Report(refused);
        }

        _timer = time.CreateTimer(_ => Compare(), null, Polling.Interval, Polling.Interval);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _watch?.Dispose();
    }

    private FileStamp?[] Look() => [.. _files.Select(FileStamp.Of)];

    private void Compare()
    {
        var now = Look();
        if (!now.SequenceEqual(_seen))
        {
            _seen = now;
            _changed();
        }
    }
}
