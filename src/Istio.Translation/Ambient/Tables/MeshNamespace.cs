using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Tables;

namespace Istio.Translation.Ambient.Tables;

/// <summary>A namespace as far as the objects in it depend on it.</summary>
internal sealed record MeshNamespace(ValueMap<string, string> Labels, bool IsDiscovered)
{
    private static readonly MeshNamespace s_unwritten = new(ValueMap<string, string>.Empty, IsDiscovered: true);

    public static Table<string, MeshNamespace> Table(ObjectTables objects) =>
        objects.Namespaces.Map("mesh namespaces", objects, static (space, objects, read) =>
        {
            MeshConfig mesh = read.Get(objects.Mesh) ?? MeshConfig.Default;
            return new MeshNamespace(space.Metadata.Labels, mesh.Discovers(space.Metadata.Labels));
        });

    /// <summary>
    /// The namespace of an object; null when it does not belong to the mesh. Files need not describe a namespace: one without labels belongs to a
    /// mesh without limits.
    /// </summary>
    public static MeshNamespace? Find(Read read, Table<string, MeshNamespace> namespaces, MeshScope scope, string name)
    {
        MeshNamespace? space = read.Get(namespaces, name) ?? (scope.DiscoversAll ? s_unwritten : null);
        return space is { IsDiscovered: true } ? space : null;
    }
}
