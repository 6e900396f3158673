using Istio.Collections;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Services;

namespace Istio.Translation.Mesh.Endpoints;

/// <summary>The EndpointSlices that matter: of services without selector. The others repeat, late, what pods say themselves.</summary>
internal sealed class SliceTables
{
    /// <summary>Slices that another cluster's services were copied into; Istio reads the services themselves.</summary>
    private const string MultiClusterService = "multicluster.kubernetes.io/service-name";

    private readonly Index<ObjectName, UnselectedSlice> _byPod;

    public SliceTables(ObjectTables objects, ClusterTables clusters, ServiceTables services)
    {
        Unselected = objects.Of(EndpointSlice.Kind).Map("slices of services without selector", new Sources(clusters, services.Backends), Resolve);
        _byPod = Unselected.IndexBy<ObjectName>("slices by pod", static (row, keys) =>
        {
            foreach (var endpoint in row.Slice.Endpoints)
            {
                if (endpoint.PodName.Length > 0)
                {
                    keys.Add(row.Slice.ObjectName.Beside(endpoint.PodName));
                }
            }
        });
    }

    public Table<ObjectName, UnselectedSlice> Unselected { get; }

    public ReadOnlySpan<UnselectedSlice> OfPod(Read read, ObjectName pod) => read.Where(_byPod, pod);

    private static UnselectedSlice? Resolve(EndpointSlice slice, Sources sources, Read read)
    {
        if (slice.HoldsHostNames
            || slice.ServiceName.Length == 0
            || slice.Metadata.Labels.ContainsKey(MultiClusterService)
            || sources.Clusters.Of(read, slice.Metadata) is not { } cluster)
        {
            return null;
        }

        var service = read.Get(sources.Backends, KubernetesServices.NameOf(slice.ObjectName.Beside(slice.ServiceName), cluster.DnsDomain));
        return service is { IsKubernetes: true, Selector.IsEmpty: true } ? new UnselectedSlice(slice, service) : null;
    }

    private sealed record Sources(ClusterTables Clusters, Table<ServiceName, ServiceBackend> Backends);
}
