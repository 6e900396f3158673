using Istio.Model.Decoding;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Kubernetes;

/// <summary>The mesh configuration in an API server: the key <c>mesh</c> of the ConfigMap <c>istio</c>.</summary>
/// <param name="text">What it says at first.</param>
internal sealed class MeshConfigMap(ApiObjects objects, string text) : IConfigStore
{
    private string _text = text;

    public string Read(string file) => _text;

    public async Task SaveAsync(string file, string text, CancellationToken cancellation)
    {
        await objects.ApplyAsync(ObjectOf(text), cancellation);
        _text = text;
    }

    public static WrittenObject ObjectOf(string text)
    {
        var indented = string.Join('\n', text.Split('\n').Select(line => $"    {line}"));
        return ObjectText.Read($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\n  namespace: istio-system\ndata:\n  mesh: |\n{indented}\n")[0];
    }
}
