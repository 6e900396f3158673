using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Clusters;
using Istio.Translation.Mesh.Endpoints;
using Istio.Translation.Mesh.Gateways;
using Istio.Translation.Mesh.Namespaces;
using Istio.Translation.Mesh.Ownership;
using Istio.Translation.Mesh.Policies;
using Istio.Translation.Mesh.Selections;
using Istio.Translation.Mesh.Services;
using Istio.Translation.Mesh.Settings;
using Istio.Translation.Mesh.Workloads;

namespace Istio.Translation.Mesh;

/// <summary>
/// What the objects of a mesh mean, whoever is told of it. A change costs what depends on it: a workload looks up its services and policies by its own labels,
/// and a service or policy touches the workloads that looked there.
/// </summary>
public sealed class MeshTables
{
    /// <summary>Derives the tables. Made before the graph's first commit.</summary>
    public MeshTables(ObjectTables objects, MeshSettings start)
    {
        var settings = new SettingsTables(objects);
        var clusters = new ClusterTables(objects, start);
        var namespaces = new NamespaceTables(objects, settings);
        var gateways = new GatewayTables(objects, clusters);
        var names = new KubernetesNames(objects, clusters, namespaces);
        var services = new ServiceTables(objects, clusters, namespaces, gateways, names, start.UsesAllocatedAddresses);
        var policies = new PolicyTables(objects, settings, namespaces);
        var slices = new SliceTables(objects, clusters, services);
        var selections = new SelectionTables(objects, services.Backends, policies.Conversions, policies.Peers);
        var surroundings = new WorkloadSurroundings(settings.Workloads, clusters, namespaces, gateways, services, slices, policies, selections, names);
        var pods = new PodWorkloadTables(objects, surroundings);
        var holders = new AddressHolders(services, pods.All, new AddressClaims(objects, clusters, namespaces, names));

        Clusters = clusters.All;
        Workloads = new WorkloadTables(objects, pods, new EntrySources(surroundings, holders)).All;
        Services = new CallerServiceTables(services, holders).All;
        Policies = policies.All;
        PolicyConversions = policies.Conversions;
        Findings = objects.Graph.Join(
            "findings",
            new WaypointFindingTables(objects, namespaces, gateways).All,
            new OwnershipFindingTables(objects, clusters, namespaces, services, names, holders).All);
        NodeAccounts = new NodeAccountTables(objects).All;
    }

    /// <summary>
    /// The clusters that objects come from, by name. The cluster of the configuration is there from the start; whoever reads others adds and removes their
    /// rows.
    /// </summary>
    public Input<string, MeshCluster> Clusters { get; }

    public Table<WorkloadUid, MeshWorkload> Workloads { get; }

    /// <summary>Services as callers see them.</summary>
    public Table<ServiceName, MeshService> Services { get; }

    /// <summary>By resource name, those of a dry run included.</summary>
    public Table<string, L4Policy> Policies { get; }

    /// <summary>What became of each AuthorizationPolicy, with findings about what ztunnel cannot enforce.</summary>
    public Table<ObjectName, PolicyConversion> PolicyConversions { get; }

    /// <summary>Labels that name a waypoint which cannot be used, and names and addresses that are another object's.</summary>
    public Table<FindingKey, Finding> Findings { get; }

    /// <summary>Which service accounts run on which node, whatever state their pods are in.</summary>
    public Table<NodeAccount, NodeAccount> NodeAccounts { get; }
}
