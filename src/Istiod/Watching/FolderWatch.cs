namespace Istiod.Watching;

/// <summary>Tells which paths of a folder may have changed. It promises too much rather than too little: the reader compares.</summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly Func<string, string?> _select;
    private readonly PathChanged _changed;
    private readonly Func<string, bool> _isThere;

    /// <param name="folder">Must exist.</param>
    /// <param name="select">Maps an absolute path that changed to the one to read again, or to null when it does not matter.</param>
    /// <param name="changed">Gets a selected path, or an empty one when anything may have changed.</param>
    /// <param name="failed">Told when events were lost or a folder below cannot be watched; from then on changes may go unseen. Called on any thread.</param>
    /// <param name="isThere">
    /// A selected path was a file when it was read last, and nothing was told of it since. Called on any thread. Null: not known of any.
    /// </param>
    /// <exception cref="IOException">The system's limit of watches is reached.</exception>
    public FolderWatch(
        string folder, bool recursive, Func<string, string?> select, PathChanged changed, Action<Exception> failed, Func<string, bool>? isThere = null)
    {
        _isThere = isThere ?? (static _ => false);
        _select = select;
        _changed = changed;
        _watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = recursive,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
        };
        _watcher.Created += (_, change) => TellCreated(change.FullPath);
        _watcher.Changed += (_, change) => Tell(change.FullPath);
        _watcher.Deleted += (_, change) => Tell(change.FullPath);
        _watcher.Renamed += (_, change) => TellRenamed(_select(change.OldFullPath), _select(change.FullPath));
        _watcher.Error += (_, failure) =>
        {
            failed(failure.GetException());
            _changed("", isWhole: false);
        };
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose() => _watcher.Dispose();

    private void Tell(string path)
    {
        if (_select(path) is { } selected)
        {
            _changed(selected, isWhole: false);
        }
    }

    // To write into a file that is there creates nothing. So another file was moved to its name, either from outside or at the same moment as a third one, when
    // the system's events of the two moves are mixed and look like removals and creations.
    private void TellCreated(string path)
    {
        if (_select(path) is { } selected)
        {
            _changed(selected, isWhole: selected == path && _isThere(path));
        }
    }

    // Tools save under a name that nobody reads and then rename: only such a file is known to be written to its end. Of two names that are read, what was under
    // the one is now under the other, and they must be read together.
    private void TellRenamed(string? former, string? now)
    {
        if (former is not null && former != now)
        {
            _changed(former, isWhole: false);
        }

        if (now is not null)
        {
            _changed(now, isWhole: former is null || former == now);
        }
    }
}
