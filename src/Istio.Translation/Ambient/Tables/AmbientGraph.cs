using Istio.Collections;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Xds.Resources;

namespace Istio.Translation.Ambient.Tables;

/// <summary>
/// From the objects of a mesh to the resources that ztunnels are sent. A change costs what depends on it: a workload looks up its
/// services and policies by its own labels, and a service or policy touches the workloads that looked there.
/// </summary>
public sealed class AmbientGraph
{
    private AmbientGraph(ObjectTables objects, AmbientSettings settings)
    {
        Table<Only, MeshScope> scope = MeshScope.Table(objects, settings);
        Table<ObjectName, MeshNamespace> namespaces = MeshNamespace.Table(objects);
        GatewayTables gateways = new(objects, scope);
        var names = new KubernetesNames(objects, scope, namespaces);
        ServiceTables services = new(objects, scope, namespaces, gateways, names);
        PolicyTables policies = new(objects, scope, namespaces);
        SliceTables slices = new(objects, scope, services);
        SelectionTables selections = new(objects, services.Backends, policies.Conversions, policies.Peers);

        var surroundings = new WorkloadSurroundings(scope, namespaces, gateways, services, slices, policies, selections, names);
        var pods = PodTable.Of(objects, surroundings);
        var holders = new AddressHolders(services, pods, new AddressClaims(objects, scope, namespaces, names));
        Workloads = WorkloadTables.Of(objects, pods, surroundings with { Holders = holders });
        Services = CallerServiceTable.Of(services, holders);
        Findings = objects.Graph.Join(
            "findings",
            WaypointFindingTable.Of(objects, scope, namespaces, gateways),
            OwnershipFindingTable.Of(objects, scope, namespaces, services, names, holders));
        Policies = policies.All;
        PolicyConversions = policies.Conversions;
        Addresses = objects.Graph.Join(
            "addresses",
            Workloads.Map("workload resources", static (workload, _) => AmbientResources.Encode(workload)),
            Services.MapMany<string, EncodedResource>("service resources", static (service, _, output) =>
                output.Add(service.Name.ToString(), AmbientResources.Encode(service))));
        Authorizations = Policies.Map("authorizations", static (policy, _) => policy.IsDryRun ? null : AmbientResources.Encode(policy));
        DryRunAuthorizations = Policies.Map("authorizations on trial", static (policy, _) => policy.IsDryRun ? AmbientResources.Encode(policy) : null);
        NodeAccounts = objects.Of(Pod.Kind)
            .Map("accounts of pods", static (pod, _) => NodeAccount.Of(pod))
            .IndexBy("pods by node and account", static account => account)
            .Map("accounts on nodes", static (account, _, _) => account);
    }

    /// <summary>By uid.</summary>
    public Table<string, MeshWorkload> Workloads { get; }

    public Table<ServiceName, MeshService> Services { get; }

    /// <summary>By resource name, those on trial included.</summary>
    public Table<string, L4Policy> Policies { get; }

    /// <summary>What became of each AuthorizationPolicy, with findings about what ztunnel cannot enforce.</summary>
    public Table<ObjectName, PolicyConversion> PolicyConversions { get; }

    /// <summary>Labels that name a waypoint which cannot be used, and names and addresses that are another object's.</summary>
    public Table<FindingKey, Finding> Findings { get; }

    /// <summary>All of <c>istio.workload.Address</c>, by resource name.</summary>
    public Table<string, EncodedResource> Addresses { get; }

    /// <summary>All of <c>istio.security.Authorization</c> that are enforced, by resource name.</summary>
    public Table<string, EncodedResource> Authorizations { get; }

    /// <summary>Policies to be reported and not enforced, only for clients that ask for them.</summary>
    public Table<string, EncodedResource> DryRunAuthorizations { get; }

    /// <summary>Which service accounts run on which node, whatever state their pods are in.</summary>
    public Table<NodeAccount, NodeAccount> NodeAccounts { get; }

    /// <summary>Derives the tables. Made before the graph's first commit.</summary>
    public static AmbientGraph Build(ObjectTables objects, AmbientSettings settings) => new(objects, settings);
}
