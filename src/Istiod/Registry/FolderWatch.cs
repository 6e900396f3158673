using Istio.Core.Logging;

namespace Istiod.Registry;

/// <summary>Tells which paths of a folder may have changed. It promises too much rather than too little: the reader compares.</summary>
internal sealed class FolderWatch : IDisposable
{
    private static readonly LogScope Log = LogScope.Get("file", "configuration files");

    private readonly FileSystemWatcher _watcher;
    private readonly string _root;
    private readonly Func<string, bool> _isConfig;
    private readonly Action<string> _changed;

    /// <param name="root">Must exist.</param>
    /// <param name="isConfig">Whether a file matters, by its path below the root.</param>
    /// <param name="changed">Gets an absolute path, or an empty one when anything may have changed. Called on any thread.</param>
    /// <exception cref="IOException">The system's limit of watches is reached.</exception>
    public FolderWatch(string root, bool recursive, Func<string, bool> isConfig, Action<string> changed)
    {
        _root = root;
        _isConfig = isConfig;
        _changed = changed;
        _watcher = new FileSystemWatcher(root)
        {
            IncludeSubdirectories = recursive,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
        };
        _watcher.Created += (_, change) => Tell(change.FullPath);
        _watcher.Changed += (_, change) => Tell(change.FullPath);
        _watcher.Deleted += (_, change) => Tell(change.FullPath);
        _watcher.Renamed += (_, change) =>
        {
            Tell(change.OldFullPath);
            Tell(change.FullPath);
        };
        _watcher.Error += (_, failure) =>
        {
            Log.Warn($"watching {root}: {failure.GetException().Message}; reading everything again");
            _changed("");
        };
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose() => _watcher.Dispose();

    private void Tell(string path)
    {
        var relative = Path.GetRelativePath(_root, path);
        if (Path.GetFileName(path).StartsWith("..", StringComparison.Ordinal))
        {
            // Kubernetes updates a mounted volume by exchanging the link ..data, through which all its files lead.
            _changed(Path.GetDirectoryName(path)!);
        }
        else if (_isConfig(relative) || (!ConfigFileNames.IsHidden(relative) && MayBeFolder(path)))
        {
            _changed(path);
        }
    }

    // A folder that is gone cannot be asked what it was; files that are no configuration nearly always have an ending.
    private static bool MayBeFolder(string path) => Directory.Exists(path) || (!Path.HasExtension(path) && !File.Exists(path));
}
