namespace Istio.Model.Kinds;

public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
}
