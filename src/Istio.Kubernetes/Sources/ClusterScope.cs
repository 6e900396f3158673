using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Sources;

/// <summary>What of a cluster is read.</summary>
public sealed record ClusterScope
{
    /// <summary>Those that documents have; the others are left out.</summary>
    public ValueList<Kind> Kinds { get; init; } = [.. KindCatalog.Mesh.Written];

    /// <summary>The only namespace whose objects are read (<c>ISTIO_WATCH_NAMESPACE</c>); empty for all.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>
    /// Istio's own objects that carry another value in the label <c>istio.io/rev</c> belong to another istiod and are not read; empty: all are read. Gateways are
    /// not asked: their label may name a tag.
    /// </summary>
    public string Revision { get; init; } = "";
}
