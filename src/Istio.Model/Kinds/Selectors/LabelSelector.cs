using Istio.Core.Values;

namespace Istio.Model.Kinds.Selectors;

/// <summary>Chooses objects by labels: every pair and every expression must hold. An empty one chooses all.</summary>
public sealed record LabelSelector(ValueMap<string, string> MatchLabels, ValueList<LabelExpression> MatchExpressions)
{
    public bool Matches(ValueMap<string, string> labels)
    {
        if (!Selects(MatchLabels, labels))
        {
            return false;
        }

        foreach (var expression in MatchExpressions)
        {
            if (!expression.Holds(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Every wanted pair is among the labels.</summary>
    public static bool Selects(ValueMap<string, string> wanted, ValueMap<string, string> labels)
    {
        foreach (var (name, value) in wanted)
        {
            if (!labels.TryGetValue(name, out var actual) || actual != value)
            {
                return false;
            }
        }

        return true;
    }
}
