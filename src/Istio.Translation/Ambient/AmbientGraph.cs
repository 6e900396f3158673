using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Translation.Mesh;
using Istio.Translation.Mesh.Workloads;
using Istio.Xds.Resources;

namespace Istio.Translation.Ambient;

/// <summary>
/// From the objects of a mesh to the resources that ztunnels are sent: what the mesh is, and its projection to the workload API, in one graph.
/// </summary>
public sealed class AmbientGraph
{
    private readonly AmbientTables _ambient;

    private AmbientGraph(ObjectTables objects, MeshSettings settings)
    {
        Mesh = new MeshTables(objects, settings);
        _ambient = new AmbientTables(objects.Graph, Mesh);
    }

    public MeshTables Mesh { get; }

    /// <inheritdoc cref="MeshTables.Workloads"/>
    public Table<WorkloadUid, MeshWorkload> Workloads => Mesh.Workloads;

    /// <inheritdoc cref="MeshTables.Services"/>
    public Table<ServiceName, MeshService> Services => Mesh.Services;

    /// <inheritdoc cref="MeshTables.Policies"/>
    public Table<string, L4Policy> Policies => Mesh.Policies;

    /// <inheritdoc cref="MeshTables.PolicyConversions"/>
    public Table<ObjectName, PolicyConversion> PolicyConversions => Mesh.PolicyConversions;

    /// <inheritdoc cref="MeshTables.Findings"/>
    public Table<FindingKey, Finding> Findings => Mesh.Findings;

    /// <inheritdoc cref="MeshTables.NodeAccounts"/>
    public Table<NodeAccount, NodeAccount> NodeAccounts => Mesh.NodeAccounts;

    /// <inheritdoc cref="AmbientTables.Addresses"/>
    public Table<string, EncodedResource> Addresses => _ambient.Addresses;

    /// <inheritdoc cref="AmbientTables.Authorizations"/>
    public Table<string, EncodedResource> Authorizations => _ambient.Authorizations;

    /// <inheritdoc cref="AmbientTables.DryRunAuthorizations"/>
    public Table<string, EncodedResource> DryRunAuthorizations => _ambient.DryRunAuthorizations;

    /// <summary>Derives the tables. Made before the graph's first commit.</summary>
    public static AmbientGraph Build(ObjectTables objects, MeshSettings settings) => new(objects, settings);
}
