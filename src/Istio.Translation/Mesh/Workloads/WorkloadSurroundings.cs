using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Objects;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Endpoints;
using Istio.Translation.Mesh.Gateways;
using Istio.Translation.Mesh.Namespaces;
using Istio.Translation.Mesh.Policies;
using Istio.Translation.Mesh.Selections;
using Istio.Translation.Mesh.Services;
using Istio.Translation.Mesh.Settings;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>What all workloads depend on, whatever describes them.</summary>
internal sealed record WorkloadSurroundings(
    Table<Only, WorkloadSettings> Settings,
    ClusterTables Clusters,
    NamespaceTables Namespaces,
    GatewayTables Gateways,
    ServiceTables Services,
    SliceTables Slices,
    PolicyTables Policies,
    SelectionTables Selections,
    KubernetesNames Names)
{
    /// <summary>Reads what is common to workloads of an object; false when its namespace or its cluster does not belong to the mesh.</summary>
    /// <param name="labels">Those by which the workload is selected.</param>
    /// <param name="context">Without services, and without what only some kinds have.</param>
    public bool TryRead(
        Read read, ObjectMeta metadata, ValueMap<string, string> labels, out ClusterScope cluster, out Selected selected, out WorkloadContext context)
    {
        if (Namespaces.Find(read, metadata.NamespaceName) is not { } ns || Clusters.Of(read, metadata) is not { } own)
        {
            (cluster, selected, context) = (null!, default, default);
            return false;
        }

        cluster = own;
        var settings = read.Get(Settings)!;
        selected = Selections.Of(read, settings.RootNamespace, metadata.Namespace, labels);
        context = new WorkloadContext(
            own.ClusterId,
            own.Network,
            settings.TrustDomain,
            Locality.Unknown,
            Services: [],
            Policies.AttachedTo(read, settings.RootNamespace, metadata.Namespace, selected),
            Gateways.ForWorkload(read, metadata, ns, out var tunnel),
            tunnel,
            NetworkGateway: null);
        return true;
    }

    /// <summary>The order in which a workload lists its services.</summary>
    public static ValueList<WorkloadService> InOrder(List<WorkloadService> services)
    {
        if (services.Count > 1)
        {
            services.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        }

        return services.Count == 0 ? [] : services.ToValueList();
    }
}
