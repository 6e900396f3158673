namespace Istio.Model.Kinds.GatewayApi.Gateways;

/// <param name="Protocol">For instance <c>HBONE</c>; written in capitals.</param>
/// <param name="AllowedNamespaces">Whose routes, and here whose workloads and services, may attach.</param>
public sealed record GatewayListener(string Name, int Port, string Protocol, NamespaceAdmission AllowedNamespaces);
