using Istio.Core.Files;
using Istio.Model.Files;

namespace Istiod.Registry.Files;

/// <summary>
/// The files of the configuration folder as last read. Told what may have changed, it reads that and nothing else. What is there and cannot be read is told as
/// a problem of that file or folder, and nothing that was read from it is taken back. A folder that has vanished as a whole changes nothing: that is an
/// unmounted volume far more often than the wish to serve an empty mesh.
/// </summary>
internal sealed class ConfigFolder(string root, ConfigLimits limits, TimeProvider time)
{
    /// <summary>Two writes that are closer together may leave the same times: the kernel's clock for files goes in ticks of up to 10 ms.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private const string DeadLink = "is a link that leads to nothing; remove it, or bring back what it leads to";
    private const string LastGood = "what was read from it before stays in force";

    // Changed by the reader alone, under the lock; other threads look under the lock.
    private readonly Dictionary<string, KnownFile> _known = new(StringComparer.Ordinal);
    private readonly Lock _knowing = new();

    // The keys of _known in order, so that those below a folder are found without a look at the others.
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);
    private long _length;
    private ulong? _device;
    private volatile bool _hasLinks;

    /// <summary>There are links in it, or on the way to it, that lead out of what the system reports changes of. Any thread may ask.</summary>
    public bool HasLinks => _hasLinks;

    /// <summary>The file was there when it was looked at last. Any thread may ask.</summary>
    public bool Knows(string path)
    {
        lock (_knowing)
        {
            return _known.ContainsKey(path);
        }
    }

    /// <summary>Everything, as at start or after events were lost.</summary>
    public IReadOnlyList<FileChange> ReadAll() => Read([""]);

    /// <summary>What was told may have been lost: the next <see cref="ReadAll"/> tells every file again.</summary>
    public void ForgetStamps()
    {
        foreach (var path in _known.Keys.ToArray())
        {
            Know(path, default);
        }
    }

    /// <param name="paths">Absolute, or empty for the whole folder. Files are read; for anything else the folder is searched.</param>
    public IReadOnlyList<FileChange> Read(IReadOnlyCollection<string> paths)
    {
        var changes = new Dictionary<string, FileChange>(StringComparer.Ordinal);
        if (paths.Any(NeedsSearch))
        {
            Search(changes);
        }

        foreach (var path in paths.Where(path => path.Length > 0 && IsConfig(path)))
        {
            Reread(path, changes);
        }

        return [.. changes.Values.OrderBy(change => change.File, StringComparer.Ordinal)];
    }

    private bool NeedsSearch(string path) => path.Length == 0 || FileStamp.OfEntry(path)?.Kind switch
    {
        null => KnownBelow(path).Count > 0 || !Directory.Exists(root),
        FileKind.Folder => true,
        FileKind.Link => IsConfig(path) || Directory.Exists(path),
        _ => _known.Count >= limits.Files && IsConfig(path) && !_known.ContainsKey(path),
    };

    /// <summary>The times of a file that was reported say nothing: it may have been written twice in a tick.</summary>
    private void Reread(string path, Dictionary<string, FileChange> changes)
    {
        if (changes.ContainsKey(path))
        {
            return;
        }

        switch (FileStamp.Of(path))
        {
            case null when FileStamp.OfEntry(path) is null:
                ForgetUnlessAllVanished(path, changes);
                break;
            case null:
                Refuse(path, DeadLink, changes);
                break;
            case { Kind: FileKind.RegularFile } stamp:
                ReadFile(path, stamp, changes);
                break;
            case { Kind: not FileKind.Folder } other:
                Refuse(path, RegularFile.Refusal(other.Kind), changes);
                break;
        }
    }

    private void Search(Dictionary<string, FileChange> changes)
    {
        var search = FolderSearch.Of(root, limits);
        RefuseAnotherVolume(search);
        foreach (var dead in search.DeadLinks.Where(dead => IsConfig(dead) || KnownBelow(dead).Count > 0))
        {
            search.Problems[dead] = DeadLink;
        }

        _hasLinks = search.HasLinks || IsReachedByLinks();
        foreach (var (path, stamp) in search.Files)
        {
            if (!_known.TryGetValue(path, out var known) || known.Stamp != stamp)
            {
                ReadFile(path, stamp, changes);
            }
        }

        foreach (var (path, problem) in search.Problems)
        {
            Refuse(path, problem, changes);
        }

        foreach (var gone in _paths.Where(path => !search.Files.ContainsKey(path) && !IsKept(path, search.Problems)).ToArray())
        {
            Forget(gone, changes);
        }
    }

    // What is left when a volume is unmounted is an empty folder of the volume below.
    private void RefuseAnotherVolume(FolderSearch search)
    {
        if (search.Root is not { Kind: FileKind.Folder } stamp)
        {
            return;
        }

        if (search.Files.Count == 0 && _known.Count > 0 && _device is { } device && device != stamp.Device)
        {
            search.Problems[root] = "is another volume than before and holds no configuration; mount the former one again, or restart istiod if the mesh is to be empty";
            return;
        }

        _device = stamp.Device;
    }

    private bool IsKept(string path, Dictionary<string, string> problems)
    {
        for (var at = path; at is not null && at.Length >= root.Length; at = Path.GetDirectoryName(at))
        {
            if (problems.ContainsKey(at))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadFile(string path, FileStamp stamp, Dictionary<string, FileChange> changes)
    {
        _known.TryGetValue(path, out var before);
        if (_length - before.Length + stamp.Length > limits.TotalLength)
        {
            Refuse(path, $"is not read: all files together are longer than {limits.TotalLength} bytes; give configuration a folder of its own", changes);
            return;
        }

        try
        {
            var text = RegularFile.ReadText(path, limits.FileLength);
            if (before.Fresh is null || before.Fresh != text || before.Problem is not null)
            {
                changes[path] = new(path, text);
            }

            Know(path, IsFresh(stamp) ? new(null, null, text) : new(stamp, null));
        }
        catch (RefusedFileException refused)
        {
            Refuse(path, refused.Problem, changes, stamp);
        }
        catch (FileNotFoundException)
        {
            ForgetUnlessAllVanished(path, changes);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Refuse(path, $"cannot be read: {unreadable.Message}", changes);
        }
    }

    private bool IsFresh(FileStamp stamp) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch - Tick).TotalMicroseconds * 1000 < stamp.ChangedAt;

    private void Refuse(string path, string problem, Dictionary<string, FileChange> changes, FileStamp? stamp = null)
    {
        if (!_known.TryGetValue(path, out var known) || known.Problem != problem)
        {
            changes[path] = new(path, null, $"{problem}; {LastGood}");
        }

        Know(path, new(stamp, problem));
    }

    private void ForgetUnlessAllVanished(string path, Dictionary<string, FileChange> changes)
    {
        if (Directory.Exists(root))
        {
            Forget(path, changes);
        }
    }

    private void Know(string path, KnownFile file)
    {
        _length += file.Length - (_known.TryGetValue(path, out var before) ? before.Length : 0);
        lock (_knowing)
        {
            _known[path] = file;
        }

        _paths.Add(path);
    }

    private void Forget(string path, Dictionary<string, FileChange> changes)
    {
        if (!_known.TryGetValue(path, out var known))
        {
            return;
        }

        lock (_knowing)
        {
            _known.Remove(path);
        }

        _length -= known.Length;
        _paths.Remove(path);
        changes[path] = new(path, null);
    }

    private SortedSet<string> KnownBelow(string folder)
    {
        var prefix = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return _paths.GetViewBetween(prefix, prefix + char.MaxValue);
    }

    private bool IsReachedByLinks()
    {
        for (var folder = Path.TrimEndingDirectorySeparator(root); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (FileStamp.OfEntry(folder)?.Kind == FileKind.Link)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsConfig(string path) => ConfigFileNames.IsConfig(Path.GetRelativePath(root, path));
}
