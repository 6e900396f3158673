using Istio.Core.Logging;

namespace Istiod.Registry;

/// <summary>
/// Watches one file of which neither it nor its folder need be there: of the folders on the way to it the deepest that exists is watched, until the next appears,
/// and the name of that folder in the one above, for it may be exchanged as a whole.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private static readonly LogScope Log = LogScope.Get("file", "configuration files");

    private readonly string _file;
    private readonly Action<string> _touched;
    private readonly Lock _moving = new();
    private bool _isDisposed;
    private string _folder = "";
    private FolderWatch? _inside;
    private FolderWatch? _above;

    /// <param name="file">Absolute.</param>
    /// <param name="touched">Gets the file when it may have changed, or an empty path when events were lost. Called on any thread.</param>
    /// <exception cref="IOException">The system's limit of watches is reached.</exception>
    public FileWatch(string file, Action<string> touched)
    {
        _file = file;
        _touched = touched;
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
        try
        {
            Move();
        }
        catch (IOException limit)
        {
            Log.Error($"cannot watch {_file}: {limit.Message}; it is read again when something else changes");
        }

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
            ? path => path == _file || ConfigWatch.IsDataLink(path) ? _file : null
            : Only(Path.Combine(folder, Path.GetRelativePath(folder, _file).Split(Path.DirectorySeparatorChar)[0]));

    private static Func<string, string?> Only(string name) => path => path == name ? path : null;

    /// <returns>Null when the folder has gone in the meantime.</returns>
    private static FolderWatch? Watch(string folder, Func<string, string?> select, Action<string> changed)
    {
        try
        {
            return new(folder, recursive: false, select, changed);
        }
        catch (ArgumentException) when (!Directory.Exists(folder))
        {
            return null;
        }
    }
}
