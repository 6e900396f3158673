using Istio.Kubernetes.Client;
using Istio.Model.Decoding;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Kubernetes;

/// <summary>The CustomResourceDefinitions that the scene needs. Those that an API server has already, for instance Istio's own, stay as they are.</summary>
internal sealed class KindDefinitions(ApiObjects objects)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Returns when the server answers for every kind.</summary>
    /// <exception cref="CannotStart">It does not.</exception>
    public async Task InstallAsync(IEnumerable<WrittenObject> definitions, CancellationToken cancellation)
    {
        foreach (var definition in definitions)
        {
            if (!await objects.IsThereAsync(definition, cancellation))
            {
                await objects.ApplyAsync(definition, cancellation);
            }

            var resource = ResourceOf(definition);
            if (!await Scene.EventuallyAsync(() => objects.IsServedAsync(resource, cancellation), Timeout, cancellation))
            {
                throw new CannotStart(
                    $"The API server does not serve {resource.QualifiedName} {Timeout.TotalSeconds:0} s after its definition was written.", "Look into its log.");
            }
        }
    }

    /// <summary>The kind that is defined, in the version that the definition names first.</summary>
    /// <exception cref="CannotStart">It does not say.</exception>
    private static Resource ResourceOf(WrittenObject definition)
    {
        var spec = definition.Content["spec"];
        return spec?["names"]?["plural"] is { } plural && spec["group"] is { } group && spec["versions"]?[0]?["name"] is { } version
            ? new((string)group!, (string)version!, (string)plural!)
            : throw new CannotStart($"{definition} does not say which kind it defines.", "Compare it with samples/bookinfo/kubernetes/crds.yaml.");
    }
}
