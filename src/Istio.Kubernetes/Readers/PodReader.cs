using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

internal static class PodReader
{
    public static ConfigObject Read(ref ObjectCursor cursor)
    {
        var seen = 0u;
        ObjectMeta? metadata = null;
        PodSpec? spec = null;
        var status = default(PodStatus);
        while (cursor.NextField())
        {
            if (cursor.Is("metadata"u8, 0, ref seen))
            {
                metadata = MetadataReader.Read(ref cursor, Pod.Kind);
            }
            else if (cursor.Is("spec"u8, 1, ref seen))
            {
                spec = PodSpecReader.Read(ref cursor);
            }
            else if (cursor.Is("status"u8, 2, ref seen))
            {
                status = PodStatusReader.Read(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        return metadata is null || spec is null ? throw ObjectCursor.Unexpected() : Make(metadata, spec.Value, status);
    }

    private static Pod Make(ObjectMeta metadata, PodSpec spec, PodStatus status) => new(metadata)
    {
        ServiceAccount = spec.ServiceAccount,
        NodeName = spec.NodeName,
        UsesHostNetwork = spec.UsesHostNetwork,
        Ports = spec.Ports,
        HasEnded = status.HasEnded,
        IsReady = status.IsReady,
        Addresses = status.Addresses ?? [],
    };
}
