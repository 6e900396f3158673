namespace Istiod.Watching;

/// <summary>
/// Watches one file of which neither it nor its folder need be there: of the folders on the way to it the deepest that exists is watched, until the next
/// appears, and the name of that folder in the one above, for it may be exchanged as a whole.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private readonly string _file;
    private readonly Action<string> _touched;
    private readonly Action<Exception> _failed;
    private readonly Lock _moving = new();
    private bool _isDisposed;
    private string _folder = "";
    private FolderWatch? _inside;
    private FolderWatch? _above;

    /// <param name="file">Absolute.</param>
    /// <param name="touched">Gets the file when it may have changed, or an empty path when events were lost. Called on any thread.</param>
    /// <param name="failed">Told when the system does not give a watch; from then on changes may go unseen. Called on any thread.</param>
    public FileWatch(string file, Action<string> touched, Action<Exception> failed)
    {
        _file = file;
        _touched = touched;
        _failed = failed;
        Move();
    }

    public void Dispose()
    {
        lock (_moving)
        {
            _isDisposed = true;
            Release();
        }
    }

    private void Move()
    {
        try
        {
            WatchDeepest();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _failed(refused);
        }
    }

    private void WatchDeepest()
    {
        lock (_moving)
        {
            // A folder that appears between the look and the watch would be missed: look again once the watch is there.
            do
            {
                Release();
                if (_isDisposed)
                {
                    return;
                }

                _folder = DeepestFolder();
                _inside = Watch(_folder, Inside(_folder), _folder == Path.GetDirectoryName(_file) ? _touched : Moved);
                _above = Path.GetDirectoryName(_folder) is { } above ? Watch(above, Only(_folder), Moved) : null;
            }
            while (_folder != DeepestFolder());
        }
    }

    private void Moved(string path)
    {
        Move();
        _touched(path.Length == 0 ? "" : _file);
    }

    private void Release()
    {
        _inside?.Dispose();
        _above?.Dispose();
        (_inside, _above) = (null, null);
    }

    private string DeepestFolder()
    {
        var folder = Path.GetDirectoryName(_file)!;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }

    private Func<string, string?> Inside(string folder) =>
        folder == Path.GetDirectoryName(_file)
            ? path => path == _file || IsDataLink(path) ? _file : null
            : Only(Path.Combine(folder, Path.GetRelativePath(folder, _file).Split(Path.DirectorySeparatorChar)[0]));

    /// <summary>Kubernetes updates a mounted volume by exchanging the link <c>..data</c>, through which all its files lead.</summary>
    public static bool IsDataLink(string path) => Path.GetFileName(path).StartsWith("..", StringComparison.Ordinal);

    private static Func<string, string?> Only(string name) => path => path == name ? path : null;

    /// <returns>Null when the folder has gone in the meantime.</returns>
    private FolderWatch? Watch(string folder, Func<string, string?> select, Action<string> changed)
    {
        try
        {
            return new(folder, recursive: false, select, (path, _) => changed(path), _failed);
        }
        catch (ArgumentException) when (!Directory.Exists(folder))
        {
            return null;
        }
    }
}
