using System.Text.Json.Nodes;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Kubernetes;

/// <summary>
/// The objects of the scene's files in an API server. Of a saved text only the objects that it changes are applied; objects that it leaves out stay.
/// </summary>
internal sealed class PolicyObjects(ApiObjects objects, IConfigStore written) : IConfigStore
{
    private readonly Dictionary<string, string> _applied = new(StringComparer.Ordinal);

    public string Read(string file) => _applied.TryGetValue(file, out var text) ? text : written.Read(file);

    public async Task SaveAsync(string file, string text, CancellationToken cancellation)
    {
        var before = SceneObjects.Parse(file, Read(file));
        foreach (var changed in SceneObjects.Parse(file, text).Where(after => !before.Any(old => JsonNode.DeepEquals(old.Content, after.Content))))
        {
            await objects.ApplyAsync(changed, cancellation);
        }

        _applied[file] = text;
    }
}
