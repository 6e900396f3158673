using Istio.Collections;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Model.Policies;

namespace Istio.Translation.Mesh.Settings;

/// <summary>
/// The mesh configuration as small rows, one for each group of readers. A row that everything reads would run everything again whenever any setting changes; of
/// these a change runs the readers that it means (<c>SettingsTests</c>). Nobody else reads the mesh configuration.
/// </summary>
internal sealed class SettingsTables(ObjectTables objects)
{
    /// <summary>Which namespaces belong to the mesh.</summary>
    public Table<Only, NamespaceDiscovery> Discovery { get; } =
        objects.Graph.Single("namespace discovery", objects, static (objects, read) => Mesh(objects, read).Discovery);

    public Table<Only, WorkloadSettings> Workloads { get; } = objects.Graph.Single("workload settings", objects, static (objects, read) =>
    {
        var mesh = Mesh(objects, read);
        return new WorkloadSettings(mesh.RootNamespace, mesh.TrustDomain);
    });

    public Table<Only, PolicySettings> Policies { get; } = objects.Graph.Single("policy settings", objects, static (objects, read) =>
    {
        var mesh = Mesh(objects, read);
        return new PolicySettings(mesh.RootNamespace, mesh.TrustDomain, mesh.TrustDomainAliases);
    });

    private static MeshConfig Mesh(ObjectTables objects, Read read) => read.Get(objects.Of(MeshConfig.Kind), MeshConfig.Only) ?? MeshConfig.Default;
}
