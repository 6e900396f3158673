using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Mesh;

/// <summary>The roots of the mesh's certificate authority: what peers trust besides the anchors of the mesh configuration.</summary>
/// <param name="Certificates">PEM texts, one certificate each.</param>
public sealed record AuthorityRoots(ValueList<string> Certificates) : ConfigObject(Identity)
{
    private static readonly ObjectMeta Identity = new("", "authority");

    /// <summary>No document has the kind: the authority brings them.</summary>
    public static Kind<AuthorityRoots> Kind { get; } = new("", nameof(AuthorityRoots), "authorityroots") { IsNamespaced = false };

    /// <summary>There is one.</summary>
    public static ObjectName Only => Identity.ObjectName;

    protected override Kind DeclaredKind => Kind;
}
