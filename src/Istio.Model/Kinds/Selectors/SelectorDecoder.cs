using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;

namespace Istio.Model.Kinds.Selectors;

/// <summary>Selectors by labels, in the shapes that the kinds write them.</summary>
internal static class SelectorDecoder
{
    private const int MaximumLabelValue = 63;

    /// <summary>Istio's <c>selector.matchLabels</c>; null when there is no selector.</summary>
    public static ValueMap<string, string>? Workloads(FieldReader spec, string field, string labelsField) =>
        spec.Nested(field, selector =>
        {
            CheckLabels(selector, labelsField);
            return selector.StringMap(labelsField);
        });

    /// <summary>Kubernetes' selector with <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
    public static LabelSelector Read(FieldReader selector) =>
        new(selector.StringMap("matchLabels"), selector.List("matchExpressions", ReadExpression));

    private static LabelExpression ReadExpression(FieldReader expression)
    {
        expression.Require("key");
        expression.Require("operator");
        var operation = expression.StrictChoice(
            "operator",
            LabelOperator.Exists,
            ("In", LabelOperator.In),
            ("NotIn", LabelOperator.NotIn),
            ("Exists", LabelOperator.Exists),
            ("DoesNotExist", LabelOperator.DoesNotExist));
        var values = expression.Strings("values");
        var needsValues = operation is LabelOperator.In or LabelOperator.NotIn;
        if (needsValues == values.IsEmpty)
        {
            expression.Error(FindingCode.Conflict, "values", values.IsEmpty ? "In and NotIn need values" : "Exists and DoesNotExist take no values");
        }

        return new LabelExpression(expression.String("key"), operation, values);
    }

    private static void CheckLabels(FieldReader selector, string field)
    {
        foreach (var (labels, key, _) in selector.Entries(field))
        {
            var value = labels.String(key);
            if (key.Length == 0 || key.Contains('*'))
            {
                labels.Error(FindingCode.InvalidValue, key, key.Length == 0 ? "key must not be empty" : "wildcard not allowed in label key match");
            }

            if (value.Contains('*'))
            {
                labels.Error(FindingCode.InvalidValue, key, "wildcard is not supported in selector: labels are compared as a whole");
            }
            else if (value.Length > MaximumLabelValue)
            {
                labels.Error(FindingCode.InvalidValue, key, $"a label value has at most {MaximumLabelValue} characters");
            }
        }
    }
}
