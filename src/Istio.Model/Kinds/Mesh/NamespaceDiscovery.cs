using Istio.Core.Values;
using Istio.Model.Kinds.Selectors;

namespace Istio.Model.Kinds.Mesh;

/// <summary>Which namespaces belong to the mesh: what of the mesh configuration namespaces depend on.</summary>
/// <param name="Selectors">A namespace that any of them matches belongs to the mesh; none: all do.</param>
public sealed record NamespaceDiscovery(ValueList<LabelSelector> Selectors)
{
    /// <summary>No selector limits which namespaces belong to the mesh.</summary>
    public bool IncludesAll => Selectors.IsEmpty;

    /// <summary>Whether the namespace with these labels belongs to the mesh.</summary>
    public bool Includes(ValueMap<string, string> labels)
    {
        foreach (var selector in Selectors)
        {
            if (selector.Matches(labels))
            {
                return true;
            }
        }

        return IncludesAll;
    }
}
