using Istio.Collections;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;
using Istio.Model.Services;

namespace Istio.Translation.Ambient.Tables;

/// <summary>The EndpointSlices that matter: of services without selector. The others repeat, late, what pods say themselves.</summary>
internal sealed class SliceTables
{
    /// <summary>Slices that another cluster's services were copied into; Istio reads the services themselves.</summary>
    private const string MultiClusterService = "multicluster.kubernetes.io/service-name";

    private readonly Index<ObjectName, UnselectedSlice> _byPod;

    public SliceTables(ObjectTables objects, Table<Only, MeshScope> scope, ServiceTables services)
    {
        Unselected = objects.Of(EndpointSlice.Kind).Map("slices of services without selector", (scope, services), static (slice, tables, read) =>
        {
            if (slice.HoldsHostNames || slice.ServiceName.Length == 0 || slice.Metadata.Labels.ContainsKey(MultiClusterService))
            {
                return null;
            }

            var owner = slice.ObjectName.Beside(slice.ServiceName);
            ServiceBackend? service = read.Get(tables.services.Backends, KubernetesServices.NameOf(owner, read.Get(tables.scope)!.Settings.DnsDomain));
            return service is { IsKubernetes: true, Selector.IsEmpty: true } ? new UnselectedSlice(slice, service) : null;
        });
        _byPod = Unselected.IndexBy<ObjectName>("slices by pod", static (row, keys) =>
        {
            foreach (SliceEndpoint endpoint in row.Slice.Endpoints)
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
}
