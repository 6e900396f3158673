using Istio.Core.Values;

namespace Istio.Translation.Mesh.Selections;

/// <summary>
/// One of the label pairs that a selector wants, with its namespace. A workload finds all that may select it by its own few labels,
/// however many selectors there are.
/// </summary>
internal readonly record struct SelectorKey(string Namespace, string Label, string Value)
{
    /// <summary>Selectors that want nothing select everything.</summary>
    public static SelectorKey Everything(string ns) => new(ns, "", "");

    /// <summary>Files a selector under its first pair; any would do, as long as it is always the same.</summary>
    public static SelectorKey Of(string ns, ValueMap<string, string> selector)
    {
        var first = Everything(ns);
        foreach (var (label, value) in selector)
        {
            if (first.Label.Length == 0 || string.CompareOrdinal(label, first.Label) < 0)
            {
                first = new SelectorKey(ns, label, value);
            }
        }

        return first;
    }
}
