using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>What all workloads depend on, whatever describes them.</summary>
internal sealed record WorkloadSurroundings(
    Table<Only, MeshScope> Scope,
    Table<ObjectName, MeshNamespace> Namespaces,
    GatewayTables Gateways,
    ServiceTables Services,
    SliceTables Slices,
    PolicyTables Policies,
    SelectionTables Selections,
    KubernetesNames Names)
{
    /// <summary>Who holds addresses. Pods always hold theirs, so their table comes before.</summary>
    public AddressHolders? Holders { get; init; }

    /// <summary>An object of another namespace holds the address of the endpoint.</summary>
    /// <param name="source">The object that describes the endpoint.</param>
    public bool SharesAddress(Read read, WorkloadEndpoint endpoint, ObjectMeta source, MeshScope scope) =>
        EntryWorkloads.TryGetAddress(endpoint, scope.Network, out var address) && Holders!.OtherThan(read, address, source) is not null;

    /// <summary>Reads what is common to workloads of an object; false when its namespace does not belong to the mesh.</summary>
    /// <param name="labels">Those by which the workload is selected.</param>
    /// <param name="context">Without services, and without what only some kinds have.</param>
    public bool TryRead(
        Read read, ObjectMeta metadata, ValueMap<string, string> labels, out MeshScope scope, out Selected selected, out WorkloadContext context)
    {
        scope = read.Get(Scope)!;
        if (MeshNamespace.Find(read, Namespaces, scope, metadata.NamespaceName) is not { } space)
        {
            (selected, context) = (default, default);
            return false;
        }

        selected = Selections.Of(read, scope, metadata.Namespace, labels);
        context = new WorkloadContext(
            scope.Settings.ClusterId,
            scope.Network,
            scope.TrustDomain,
            Locality.Unknown,
            Services: [],
            Policies.AttachedTo(read, scope, metadata.Namespace, selected),
            Gateways.ForWorkload(read, metadata, space, out var tunnel),
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
