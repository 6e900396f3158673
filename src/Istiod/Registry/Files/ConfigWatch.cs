using Istio.Core.Settings;
using Istiod.Watching;

namespace Istiod.Registry.Files;

/// <summary>Watches the configuration folder, and its name, for it may be exchanged as a whole.</summary>
internal sealed class ConfigWatch : IDisposable
{
    private readonly string _root;
    private readonly KeptWatch _folder;
    private readonly FileWatch _name;

    /// <param name="touched">Gets a path to read again; empty for everything.</param>
    /// <param name="isThere">A path was a file when it was read last, and was not touched since. Called on any thread.</param>
    /// <param name="polls">Something in the folder changes without being reported.</param>
    /// <exception cref="SettingsException">The folder is not there.</exception>
    public ConfigWatch(string root, PathChanged touched, Func<string, bool> isThere, Func<bool> polls, TimeProvider time)
    {
        _root = Path.TrimEndingDirectorySeparator(root);
        if (!Directory.Exists(_root))
        {
            throw new SettingsException($"--configDir: folder {_root} does not exist");
        }

        _folder = new(
            _root, failed => new FolderWatch(_root, recursive: true, SelectConfig, touched, failed, isThere), polls, () => touched("", isWhole: false), time);
        // Where the name cannot be watched, the folder's own look in intervals remains.
        _name = new(_root, _ => _folder.Check(), _ => { });
    }

    public void Dispose()
    {
        _name.Dispose();
        _folder.Dispose();
    }

    private string? SelectConfig(string path)
    {
        var relative = Path.GetRelativePath(_root, path);
        return FileWatch.IsDataLink(path) ? Path.GetDirectoryName(path)
            : ConfigFileNames.IsConfig(relative) || (!ConfigFileNames.IsHidden(relative) && MayBeFolder(path)) ? path
            : null;
    }

    // A folder that is gone cannot be asked what it was; files that are no configuration nearly always have an ending.
    private static bool MayBeFolder(string path) => Directory.Exists(path) || (!Path.HasExtension(path) && !File.Exists(path));
}
