using Istio.Kubernetes.Client;
using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istioctl.Playground.Kubernetes;

/// <summary>How an API server addresses the objects of the scene.</summary>
internal static class ObjectResources
{
    public static Resource ConfigMaps { get; } = new("", "v1", "configmaps");

    public static Resource Definitions { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", IsNamespaced: false);

    /// <exception cref="CannotStart">The mesh has no such kind.</exception>
    public static Resource Of(WrittenObject written) => written switch
    {
        { Group: "", Kind: "ConfigMap" } => ConfigMaps,
        { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" } => Definitions,
        _ when KindCatalog.Mesh.Find(written.Group, written.Kind) is { } kind => new(kind.Group, written.Version, kind.Plural, kind.IsNamespaced),
        _ => throw new CannotStart($"The scene has a {written}, a kind that the mesh does not read.", "Take it out of the scene."),
    };
}
