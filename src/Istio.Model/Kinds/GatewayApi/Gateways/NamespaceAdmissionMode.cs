namespace Istio.Model.Kinds.GatewayApi.Gateways;

public enum NamespaceAdmissionMode
{
    Same,
    All,
    Selector,
    None,
}
