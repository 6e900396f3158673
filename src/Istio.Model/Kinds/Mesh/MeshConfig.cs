using Istio.Core.Values;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Mesh;

/// <summary>Settings of the whole mesh, as far as they are used. The rest of Istio's MeshConfig is accepted and named in a finding.</summary>
public sealed record MeshConfig() : ConfigObject(Identity)
{
    private static readonly ObjectMeta Identity = new("", "mesh");

    /// <summary>No document has the kind: the mesh configuration has a file of its own.</summary>
    public static Kind<MeshConfig> Kind { get; } = new("", nameof(MeshConfig), "meshconfigs") { IsNamespaced = false };

    /// <summary>There is one.</summary>
    public static ObjectName Only => Identity.ObjectName;

    public static MeshConfig Default { get; } = new();

    protected override Kind DeclaredKind => Kind;

    /// <summary>First part of every identity.</summary>
    public string TrustDomain { get; init; } = "cluster.local";

    /// <summary>Former trust domains whose identities still count as ours.</summary>
    public ValueList<string> TrustDomainAliases { get; init; } = [];

    /// <summary>The namespace whose policies speak for the whole mesh.</summary>
    public string RootNamespace { get; init; } = "istio-system";

    /// <summary>PEM texts of roots that are trusted besides the authority's own.</summary>
    public ValueList<string> CaCertificates { get; init; } = [];

    /// <summary>Namespaces that belong to the mesh, by any of the selectors; empty: all.</summary>
    public ValueList<LabelSelector> DiscoverySelectors { get; init; } = [];

    public NamespaceDiscovery Discovery => new(DiscoverySelectors);
}
