namespace Istio.Model.Policies;

public enum TextMatchKind
{
    Exact,
    Prefix,
    Suffix,
    Presence,
}
