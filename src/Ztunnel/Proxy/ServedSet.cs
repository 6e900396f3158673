using Istio.Core.Net;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Proxy;

/// <summary>Which workloads this process serves, by key, for a state of the mesh.</summary>
internal abstract class ServedSet
{
    public abstract IReadOnlyDictionary<string, ServedPlace> At(MeshState state);

    public static ServedSet Of(ProxyServices services) => services.Settings.Mode == ProxyMode.Dedicated
        ? new OneWorkload(services)
        : new WorkloadsOfNode(services);

    /// <summary>Dedicated mode: the one workload of this network namespace, listened for before istiod has said anything about it.</summary>
    private sealed class OneWorkload(ProxyServices services) : ServedSet
    {
        private readonly Dictionary<string, ServedPlace> _place = new()
        {
            ["dedicated"] = new(
                LocalWorkload.Named(services.Mesh, services.Settings.Workload!),
                services.Settings.Ipv6 ? IpAddress.Any6 : IpAddress.Any,
                null),
        };

        public override IReadOnlyDictionary<string, ServedPlace> At(MeshState state) => _place;
    }

    /// <summary>
    /// Stand-alone mode: each workload of the node on each of its own addresses. One key per workload and address, so that a workload that
    /// moves is served anew.
    /// </summary>
    private sealed class WorkloadsOfNode(ProxyServices services) : ServedSet
    {
        private IReadOnlyDictionary<string, Workload>? _workloads;
        private IReadOnlyDictionary<string, ServedPlace> _places = new Dictionary<string, ServedPlace>();

        public override IReadOnlyDictionary<string, ServedPlace> At(MeshState state)
        {
            // Whatever changes elsewhere leaves the workloads of the node as they are: nothing to walk.
            if (!ReferenceEquals(state.WorkloadsOfNode, _workloads))
            {
                _places = PlacesOf(state);
                _workloads = state.WorkloadsOfNode;
            }

            return _places;
        }

        private Dictionary<string, ServedPlace> PlacesOf(MeshState state)
        {
            var places = new Dictionary<string, ServedPlace>();
            foreach (var workload in state.WorkloadsOfNode.Values)
            {
                if (workload.Protocol != TunnelProtocol.Hbone || workload.NativeTunnel)
                {
                    continue;
                }

                foreach (var address in workload.Addresses)
                {
                    places[$"{workload.Uid}@{address}"] = new(LocalWorkload.WithUid(services.Mesh, workload.Uid), address, address);
                }
            }

            return places;
        }
    }
}
