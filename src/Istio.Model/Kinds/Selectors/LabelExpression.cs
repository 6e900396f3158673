using Istio.Core.Values;

namespace Istio.Model.Kinds.Selectors;

public sealed record LabelExpression(string Key, LabelOperator Operator, ValueList<string> Values)
{
    public bool Holds(ValueMap<string, string> labels)
    {
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => present && Values.Contains(value!),
            LabelOperator.NotIn => !present || !Values.Contains(value!),
            LabelOperator.Exists => present,
            LabelOperator.DoesNotExist => !present,
            _ => false,
        };
    }
}
