using Istio.Core.Values;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Objects;

namespace Istio.Model.Policies;

/// <summary>The PeerAuthentications that speak for a workload: at each level the oldest one. Later levels override earlier ones.</summary>
public sealed record PeerAuthenticationLevels(PeerAuthentication? Mesh, PeerAuthentication? Namespace, PeerAuthentication? Workload)
{
    /// <summary>The mode before the workload's own policy has spoken.</summary>
    public MutualTlsMode InheritedMode => Namespace is { Mode: not MutualTlsMode.Unset } ns ? ns.Mode : Mesh?.Mode ?? MutualTlsMode.Unset;

    /// <summary>The mode of ports that are not named.</summary>
    public MutualTlsMode Mode => Workload is { Mode: not MutualTlsMode.Unset } workload ? workload.Mode : InheritedMode;

    /// <summary>A port is treated differently from the workload.</summary>
    public bool HasPortExceptions
    {
        get
        {
            var isStrict = Mode == MutualTlsMode.Strict;
            foreach (var (_, mode) in Workload?.PortModes ?? ValueMap<int, MutualTlsMode>.Empty)
            {
                if (mode != MutualTlsMode.Unset && (mode == MutualTlsMode.Strict) != isStrict)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Settles which of several policies speaks at a level.</summary>
    public static PeerAuthentication? Oldest(PeerAuthentication? left, PeerAuthentication? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        return ObjectMeta.CompareByAge(left.Metadata, right.Metadata) <= 0 ? left : right;
    }
}
