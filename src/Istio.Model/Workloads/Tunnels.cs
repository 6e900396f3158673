using Istio.Core.Names;
using Istio.Model.Objects;

namespace Istio.Model.Workloads;

/// <summary>How an object says that its workload takes HBONE.</summary>
internal static class Tunnels
{
    private const string NativeProtocol = "http";
    private const string Captured = "enabled";

    public static TunnelProtocol Of(ObjectMeta metadata)
    {
        if (metadata.Label(Labels.Tunnel).Split(',').Contains(NativeProtocol))
        {
            return TunnelProtocol.NativeHbone;
        }

        return metadata.Annotation(Annotations.AmbientRedirection) == Captured ? TunnelProtocol.Hbone : TunnelProtocol.None;
    }
}
