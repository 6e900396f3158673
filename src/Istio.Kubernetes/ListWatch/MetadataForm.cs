using System.Net.Http.Headers;

namespace Istio.Kubernetes.ListWatch;

/// <summary>Asks for the metadata of objects alone (https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches).</summary>
internal static class MetadataForm
{
    public static MediaTypeWithQualityHeaderValue One { get; } =
        MediaTypeWithQualityHeaderValue.Parse("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
}
