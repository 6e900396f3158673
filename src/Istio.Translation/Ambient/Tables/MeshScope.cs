using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;

namespace Istio.Translation.Ambient.Tables;

/// <summary>The settings that everything depends on, in one row.</summary>
/// <param name="Network">Network of the cluster; empty when it has no name.</param>
/// <param name="DiscoversAll">No selector limits which namespaces belong to the mesh.</param>
internal sealed record MeshScope(AmbientSettings Settings, string RootNamespace, string TrustDomain, string Network, bool DiscoversAll)
{
    public static Table<Only, MeshScope> Table(ObjectTables objects, AmbientSettings settings) =>
        objects.Graph.Single("mesh scope", (objects, settings), static (tables, read) =>
        {
            MeshConfig mesh = read.Get(tables.objects.Of(MeshConfig.Kind), MeshConfig.Only) ?? MeshConfig.Default;
            Namespace? system = read.Get(tables.objects.Of(Namespace.Kind), ObjectName.Of("", tables.settings.SystemNamespace));
            string network = system?.Metadata.Label(Labels.Network) ?? "";
            return new MeshScope(tables.settings, mesh.RootNamespace, mesh.TrustDomain, network, mesh.DiscoverySelectors.IsEmpty);
        });
}
