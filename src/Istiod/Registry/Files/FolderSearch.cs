using Istio.Core.Files;

namespace Istiod.Registry.Files;

/// <summary>
/// One walk through the configuration folder. It opens nothing but folders, and each of them once: folders are known by their inode, so a link that leads back
/// ends there. What is not a regular file, or beyond a limit, is a problem with a name.
/// </summary>
internal sealed class FolderSearch
{
    private readonly ConfigLimits _limits;
    private readonly string _root;
    private readonly HashSet<(ulong Device, ulong Inode)> _seen = [];

    // Folders before links to folders: a folder that is reached in both ways is read under its own name.
    private readonly Queue<string> _folders = new();
    private readonly Queue<string> _links = new();
    private int _entries;

    private FolderSearch(string root, ConfigLimits limits)
    {
        _root = root;
        _limits = limits;
    }

    /// <summary>Files of configuration, by path.</summary>
    public Dictionary<string, FileStamp> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>What cannot be read, by path of a file or folder: what follows the path in a message. What was read there before may still be there.</summary>
    public Dictionary<string, string> Problems { get; } = new(StringComparer.Ordinal);

    /// <summary>Links that lead to nothing: a problem where something was read from before, else nobody's concern.</summary>
    public List<string> DeadLinks { get; } = [];

    /// <summary>The folder that was searched; null when it is not there.</summary>
    public FileStamp? Root { get; private set; }

    /// <summary>Links that do not belong to a volume of Kubernetes lead out of what the system reports changes of.</summary>
    public bool HasLinks { get; private set; }

    public static FolderSearch Of(string root, ConfigLimits limits)
    {
        var search = new FolderSearch(root, limits) { Root = FileStamp.Of(root) };
        if (search.Root is not { Kind: FileKind.Folder })
        {
            search.Problems[root] = "is not there; mount it again, or make an empty folder if the mesh is to be empty";
            return search;
        }

        search._folders.Enqueue(root);
        while (search._folders.TryDequeue(out var folder) || search._links.TryDequeue(out folder))
        {
            search.Visit(folder);
        }

        return search;
    }

    private void Visit(string folder)
    {
        if (FileStamp.Of(folder) is not { } stamp)
        {
            return;
        }

        if (!_seen.Add((stamp.Device, stamp.Inode)))
        {
            Problems[folder] = "leads to a folder that is read already under another name; remove the link";
            return;
        }

        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder).TakeWhile(_ => HasRoom()).Order(StringComparer.Ordinal))
            {
                Look(entry);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Problems[folder] = $"cannot be searched: {unreadable.Message}";
        }
    }

    private bool HasRoom()
    {
        var hasRoom = _entries++ < _limits.Entries;
        if (!hasRoom)
        {
            Problems[_root] = $"holds more than {_limits.Entries} entries, and some are not read; give configuration a folder of its own";
        }

        return hasRoom;
    }

    private void Look(string path)
    {
        if (ConfigFileNames.IsHidden(Path.GetFileName(path)) || FileStamp.OfEntry(path) is not { } entry)
        {
            return;
        }

        var isLink = entry.Kind == FileKind.Link;
        HasLinks |= isLink && !IsOfVolume(path);
        if ((isLink ? FileStamp.Of(path) : entry) is not { } target)
        {
            DeadLinks.Add(path);
        }
        else if (target.Kind == FileKind.Folder)
        {
            Enter(path, isLink);
        }
        else if (ConfigFileNames.IsConfig(Path.GetFileName(path)))
        {
            Take(path, target);
        }
    }

    private void Enter(string folder, bool isLink)
    {
        if (Path.GetRelativePath(_root, folder).AsSpan().Count(Path.DirectorySeparatorChar) >= _limits.Depth)
        {
            Problems[folder] = $"is more than {_limits.Depth} folders deep and is not read; move it up";
            return;
        }

        (isLink ? _links : _folders).Enqueue(folder);
    }

    private void Take(string file, FileStamp stamp)
    {
        if (stamp.Kind != FileKind.RegularFile)
        {
            Problems[file] = RegularFile.Refusal(stamp.Kind);
        }
        else if (Files.Count == _limits.Files)
        {
            Problems[_root] = $"holds more than {_limits.Files} files of configuration, and some are not read; put several objects into one file";
        }
        else
        {
            Files[file] = stamp;
        }
    }

    // Kubernetes lays the files of a volume out as links through ..data, whose exchange is an event of its own.
    private static bool IsOfVolume(string link) =>
        new FileInfo(link).LinkTarget is { } target && target.StartsWith($"..data{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
}
