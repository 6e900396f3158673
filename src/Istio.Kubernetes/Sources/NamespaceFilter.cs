using Istio.Core.Values;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Mesh;

namespace Istio.Kubernetes.Sources;

/// <summary>
/// Which namespaces' objects are kept, by <c>discoverySelectors</c> of the mesh configuration. A namespace that is not known is not kept where selectors limit
/// which ones are. Not synchronized.
/// </summary>
internal sealed class NamespaceFilter
{
    private static readonly NamespaceDiscovery All = new([]);

    private readonly Dictionary<string, ValueMap<string, string>> _labels = new(StringComparer.Ordinal);
    private NamespaceDiscovery _discovery = All;

    /// <param name="ns">Empty for an object of the cluster, which is always kept.</param>
    public bool Includes(string ns) => ns.Length == 0 || _discovery.IncludesAll || (_labels.TryGetValue(ns, out var labels) && _discovery.Includes(labels));

    /// <returns>True when the namespace's objects are kept now and were not before, or the other way round.</returns>
    public bool Set(Namespace found)
    {
        var before = Includes(found.Metadata.Name);
        _labels[found.Metadata.Name] = found.Metadata.Labels;
        return Includes(found.Metadata.Name) != before;
    }

    /// <inheritdoc cref="Set"/>
    public bool Remove(string ns)
    {
        var before = Includes(ns);
        _labels.Remove(ns);
        return Includes(ns) != before;
    }

    /// <summary>Other selectors are in force.</summary>
    /// <returns>The namespaces for which that makes a difference; null when any may be one, because one of the two lets unknown ones in.</returns>
    public List<string>? Select(NamespaceDiscovery discovery)
    {
        var before = _discovery;
        _discovery = discovery;
        if (before.IncludesAll != discovery.IncludesAll)
        {
            return null;
        }

        var changed = new List<string>();
        foreach (var (ns, labels) in _labels)
        {
            if (before.Includes(labels) != discovery.Includes(labels))
            {
                changed.Add(ns);
            }
        }

        return changed;
    }
}
