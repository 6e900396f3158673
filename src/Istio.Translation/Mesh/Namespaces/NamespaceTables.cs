using Istio.Collections;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Translation.Mesh.Settings;

namespace Istio.Translation.Mesh.Namespaces;

/// <summary>The namespaces, and which of them belong to the mesh.</summary>
internal sealed class NamespaceTables(ObjectTables objects, SettingsTables settings)
{
    private readonly Table<Only, NamespaceDiscovery> _discovery = settings.Discovery;

    public Table<ObjectName, MeshNamespace> All { get; } = objects.Of(Namespace.Kind).Map(
        "mesh namespaces",
        settings.Discovery,
        static (ns, discovery, read) => new MeshNamespace(ns.Metadata.Labels, read.Get(discovery, Only.Key)!.Includes(ns.Metadata.Labels)));

    /// <summary>A namespace; null when it does not belong to the mesh. One that nobody describes belongs to a mesh without limits.</summary>
    /// <param name="name">Of the namespace as an object of its cluster.</param>
    public MeshNamespace? Find(Read read, ObjectName name)
    {
        var ns = read.Get(All, name) ?? (read.Get(_discovery, Only.Key)!.IncludesAll ? MeshNamespace.Unwritten : null);
        return ns is { IsDiscovered: true } ? ns : null;
    }

    /// <summary>The namespace of an object belongs to the mesh.</summary>
    public bool Include(Read read, ObjectMeta metadata) => Find(read, metadata.NamespaceName) is not null;
}
