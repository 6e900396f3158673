using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;

namespace Istio.Translation.Ambient.Tables;

/// <summary>A namespace as far as the objects in it depend on it.</summary>
internal sealed record MeshNamespace(ValueMap<string, string> Labels, bool IsDiscovered)
{
    private static readonly MeshNamespace s_unwritten = new(ValueMap<string, string>.Empty, IsDiscovered: true);

    public static Table<ObjectName, MeshNamespace> Table(ObjectTables objects) =>
        objects.Of(Namespace.Kind).Map("mesh namespaces", objects, static (space, objects, read) =>
        {
            MeshConfig mesh = read.Get(objects.Of(MeshConfig.Kind), MeshConfig.Only) ?? MeshConfig.Default;
            return new MeshNamespace(space.Metadata.Labels, mesh.Discovers(space.Metadata.Labels));
        });

    /// <summary>
    /// A namespace; null when it does not belong to the mesh. Files need not describe a namespace: one without labels belongs to a
    /// mesh without limits.
    /// </summary>
    public static MeshNamespace? Find(Read read, Table<ObjectName, MeshNamespace> namespaces, MeshScope scope, ObjectName name)
    {
        MeshNamespace? space = read.Get(namespaces, name) ?? (scope.DiscoversAll ? s_unwritten : null);
        return space is { IsDiscovered: true } ? space : null;
    }
}
