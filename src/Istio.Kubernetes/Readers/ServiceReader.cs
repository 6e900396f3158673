using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

internal static class ServiceReader
{
    public static ConfigObject Read(ref ObjectCursor cursor)
    {
        var seen = 0u;
        ObjectMeta? metadata = null;
        var spec = default(ServiceSpec);
        while (cursor.NextField())
        {
            if (cursor.Is("metadata"u8, 0, ref seen))
            {
                metadata = MetadataReader.Read(ref cursor, Service.Kind);
            }
            else if (cursor.Is("spec"u8, 1, ref seen))
            {
                ServiceSpecReader.Read(ref cursor, ref spec);
            }
            else
            {
                cursor.Skip();
            }
        }

        return metadata is null ? throw ObjectCursor.Unexpected() : Make(metadata, spec);
    }

    private static Service Make(ObjectMeta metadata, ServiceSpec spec) => new(metadata)
    {
        IsExternalName = spec.IsExternalName,
        Selector = spec.Selector ?? ValueMap<string, string>.Empty,
        ClusterIPs = spec.ClusterIPs ?? [],
        Ports = spec.Ports ?? [],
        IsNodeLocal = spec.IsNodeLocal,
        PublishNotReadyAddresses = spec.PublishNotReadyAddresses,
        TrafficDistribution = spec.TrafficDistribution ?? "",
        IPFamilies = spec.Families ?? [],
    };
}
