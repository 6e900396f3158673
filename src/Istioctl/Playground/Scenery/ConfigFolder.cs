using Istio.Core.Files;

namespace Istioctl.Playground.Scenery;

/// <summary>A folder that istiod watches, written the way an editor does it: a new file, renamed over the old one.</summary>
internal sealed class ConfigFolder(string path) : IConfigStore
{
    public string Read(string file) => RegularFile.ReadText(PathOf(file));

    /// <summary>Returns when the file is in place; the kernel notifies istiod.</summary>
    public Task SaveAsync(string file, string text, CancellationToken cancellation)
    {
        // A leading dot: no reader takes the half-written file for configuration.
        var temporary = PathOf($".{file}.saving");
        File.WriteAllText(temporary, text);
        File.Move(temporary, PathOf(file), overwrite: true);
        return Task.CompletedTask;
    }

    private string PathOf(string file) => Path.Combine(path, file);
}
