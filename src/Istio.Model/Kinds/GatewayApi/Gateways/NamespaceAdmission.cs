using Istio.Model.Kinds.Selectors;

namespace Istio.Model.Kinds.GatewayApi.Gateways;

/// <summary>Which namespaces a listener admits.</summary>
/// <param name="Selector">For <see cref="NamespaceAdmissionMode.Selector"/>: labels of the namespaces.</param>
public sealed record NamespaceAdmission(NamespaceAdmissionMode Mode, LabelSelector? Selector = null)
{
    public static NamespaceAdmission Same { get; } = new(NamespaceAdmissionMode.Same);
}
