using Istio.Collections;
using Istio.Translation.Mesh;
using Istio.Xds.Resources;

namespace Istio.Translation.Ambient;

/// <summary>What ztunnels are sent: the mesh as resources of the workload API.</summary>
public sealed class AmbientTables
{
    /// <summary>Derives the tables. Made before the graph's first commit.</summary>
    public AmbientTables(Graph graph, MeshTables mesh)
    {
        Addresses = graph.Join(
            "addresses",
            mesh.Workloads.MapMany<string, EncodedResource>("workload resources", static (workload, _, output) =>
                output.Add(workload.Uid.Text, AmbientResources.Encode(workload))),
            mesh.Services.MapMany<string, EncodedResource>("service resources", static (service, _, output) =>
                output.Add(service.Name.ToString(), AmbientResources.Encode(service))));
        Authorizations = mesh.Policies.Map("authorizations", static (policy, _) => policy.IsDryRun ? null : AmbientResources.Encode(policy));
        DryRunAuthorizations = mesh.Policies.Map("dry-run authorizations", static (policy, _) => policy.IsDryRun ? AmbientResources.Encode(policy) : null);
    }

    /// <summary>All of <c>istio.workload.Address</c>, by resource name.</summary>
    public Table<string, EncodedResource> Addresses { get; }

    /// <summary>All of <c>istio.security.Authorization</c> that are enforced, by resource name.</summary>
    public Table<string, EncodedResource> Authorizations { get; }

    /// <summary>Policies to be reported and not enforced, only for clients that ask for them.</summary>
    public Table<string, EncodedResource> DryRunAuthorizations { get; }
}
