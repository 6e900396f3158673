namespace Istio.Model.Kinds;

public enum NamespaceAdmissionMode
{
    Same,
    All,
    Selector,
    None,
}
