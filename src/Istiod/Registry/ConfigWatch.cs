using Istio.Core.Logging;
using Istiod.Settings;

namespace Istiod.Registry;

/// <summary>Watches the configuration folder, the folder above it, for it may be exchanged as a whole, and the mesh configuration file.</summary>
internal sealed class ConfigWatch : IDisposable
{
    private static readonly LogScope Log = LogScope.Get("file", "configuration files");

    private readonly string _root;
    private readonly Action<string> _touched;
    private readonly FolderWatch? _above;
    private readonly FileWatch? _meshConfig;
    private readonly Lock _exchanging = new();
    private FolderWatch? _folder;

    /// <param name="touched">Gets a path to read again; empty for everything. Called on any thread.</param>
    /// <exception cref="SettingsException">The folder is not there, or cannot be watched.</exception>
    public ConfigWatch(string root, string meshConfigFile, Action<string> touched)
    {
        _root = Path.TrimEndingDirectorySeparator(root);
        _touched = touched;
        if (!Directory.Exists(_root))
        {
            throw new SettingsException($"--configDir: folder {_root} does not exist");
        }

        try
        {
            _folder = new(_root, recursive: true, SelectConfig, touched);
            _above = Above(_root, path => path == _root ? path : null, _ => Exchange());
            _meshConfig = new(meshConfigFile, touched);
        }
        catch (IOException limit)
        {
            Dispose();
            throw new SettingsException($"--configDir, --meshConfig: cannot watch {_root} and {meshConfigFile}: {limit.Message}");
        }
    }

    public void Dispose()
    {
        _above?.Dispose();
        _meshConfig?.Dispose();
        _folder?.Dispose();
    }

    private static FolderWatch? Above(string path, Func<string, string?> select, Action<string> changed) =>
        Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder) ? new(folder, recursive: false, select, changed) : null;

    private void Exchange()
    {
        try
        {
            WatchAgain();
        }
        catch (IOException limit)
        {
            Log.Error($"cannot watch {_root}: {limit.Message}; raise fs.inotify.max_user_watches and touch the folder, until then changes below it are not seen");
        }

        _touched("");
    }

    // The old watch is on the folder that was there before, wherever that is now.
    private void WatchAgain()
    {
        lock (_exchanging)
        {
            _folder?.Dispose();
            _folder = null;
            _folder = Directory.Exists(_root) ? new(_root, recursive: true, SelectConfig, _touched) : null;
        }
    }

    private string? SelectConfig(string path)
    {
        var relative = Path.GetRelativePath(_root, path);
        return IsDataLink(path) ? Path.GetDirectoryName(path)
            : ConfigFileNames.IsConfig(relative) || (!ConfigFileNames.IsHidden(relative) && MayBeFolder(path)) ? path
            : null;
    }

    /// <summary>Kubernetes updates a mounted volume by exchanging the link <c>..data</c>, through which all its files lead.</summary>
    internal static bool IsDataLink(string path) => Path.GetFileName(path).StartsWith("..", StringComparison.Ordinal);

    // A folder that is gone cannot be asked what it was; files that are no configuration nearly always have an ending.
    private static bool MayBeFolder(string path) => Directory.Exists(path) || (!Path.HasExtension(path) && !File.Exists(path));
}
