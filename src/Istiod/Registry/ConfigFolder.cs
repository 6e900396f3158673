using Istio.Core.Logging;
using Istio.Model.Files;

namespace Istiod.Registry;

/// <summary>
/// The files of the configuration folder as last read. Told what may have changed, it reads that and nothing else. A folder that has vanished changes
/// nothing: that is an unmounted volume far more often than the wish to serve an empty mesh.
/// </summary>
internal sealed class ConfigFolder(string root)
{
    private static readonly LogScope Log = LogScope.Get("file", "configuration files");

    private readonly Dictionary<string, FileState> _known = new(StringComparer.Ordinal);

    // The keys of _known in order, so that those below a folder are found without a look at the others.
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Everything, as at start or after events were lost.</summary>
    public IReadOnlyList<FileChange> ReadAll() => Read([""]);

    /// <param name="paths">
    /// Absolute, or empty for the whole folder. Files are read, folders are searched for files that are new, different or gone.
    /// </param>
    public IReadOnlyList<FileChange> Read(IReadOnlyCollection<string> paths)
    {
        if (!Directory.Exists(root))
        {
            Log.Error($"configuration folder {root} is not there; what was read from it stays in force");
            return [];
        }

        var changes = new Dictionary<string, FileChange>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var full = path.Length == 0 ? root : path;
            if (Directory.Exists(full))
            {
                SearchFolder(full, changes);
            }
            else
            {
                ReadFile(full, changes);
                ForgetBelow(full, changes);
            }
        }

        return [.. changes.Values.OrderBy(change => change.File, StringComparer.Ordinal)];
    }

    private void SearchFolder(string folder, Dictionary<string, FileChange> changes)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            Search(folder, present, changes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Log.Error($"cannot read {folder}: {unreadable.Message}; what was read from it stays in force");
            return;
        }

        foreach (var known in KnownBelow(folder).Where(known => !present.Contains(known)).ToArray())
        {
            Forget(known, changes);
        }
    }

    private void Search(string folder, HashSet<string> present, Dictionary<string, FileChange> changes)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (ConfigFileNames.IsConfig(Relative(path)))
            {
                present.Add(path);
                if (!_known.TryGetValue(path, out var state) || FileState.Of(path) != state)
                {
                    ReadFile(path, changes);
                }
            }
        }

        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            if (!ConfigFileNames.IsHidden(Relative(path)))
            {
                Search(path, present, changes);
            }
        }
    }

    private void ReadFile(string path, Dictionary<string, FileChange> changes)
    {
        if (!ConfigFileNames.IsConfig(Relative(path)))
        {
            return;
        }

        if (FileState.Of(path) is not { } state)
        {
            Forget(path, changes);
            return;
        }

        try
        {
            changes[path] = new(path, File.ReadAllText(path));
            _known[path] = state;
            _paths.Add(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            Forget(path, changes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Log.Error($"cannot read {path}: {unreadable.Message}; what was read from it stays in force");
        }
    }

    private void ForgetBelow(string folder, Dictionary<string, FileChange> changes)
    {
        foreach (var known in KnownBelow(folder).ToArray())
        {
            Forget(known, changes);
        }
    }

    private void Forget(string path, Dictionary<string, FileChange> changes)
    {
        if (_known.Remove(path))
        {
            _paths.Remove(path);
            changes[path] = new(path, null);
        }
    }

    private SortedSet<string> KnownBelow(string folder)
    {
        var prefix = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return _paths.GetViewBetween(prefix, prefix + char.MaxValue);
    }

    private string Relative(string path) => Path.GetRelativePath(root, path);
}
