using Google.Protobuf.WellKnownTypes;
using Istio.Xds.Resources;

namespace Istio.Xds.Tests.Resources;

/// <summary>Small resources whose content is a number.</summary>
internal static class TestResources
{
    /// <param name="inner">Type of what is inside: the text without the message around it.</param>
    public static EncodedResource Make(
        ResourceType type, string name, int content, string[]? aliases = null, string[]? groups = null, ResourceType? inner = null) =>
        EncodedResource.Create(type.TypeUrl, name, new StringValue { Value = $"{name}:{content}" }, [.. aliases ?? []], [.. groups ?? []], inner?.TypeUrl);

    public static ResourceView View(ResourceType type, params IEnumerable<EncodedResource> resources) => Next(ResourceView.Empty, type, ResourceSet.Of(resources));

    public static ResourceView Next(ResourceView view, ResourceType type, ResourceSet set) => view.With(type, set) with { Version = $"{view.Version}+" };
}
