using Istio.Core.Values;

namespace Istio.Translation.Mesh.Namespaces;

/// <summary>A namespace as far as the objects in it depend on it.</summary>
internal sealed record MeshNamespace(ValueMap<string, string> Labels, bool IsDiscovered)
{
    /// <summary>Files need not describe a namespace: it has no labels then.</summary>
    public static readonly MeshNamespace Unwritten = new(ValueMap<string, string>.Empty, IsDiscovered: true);
}
