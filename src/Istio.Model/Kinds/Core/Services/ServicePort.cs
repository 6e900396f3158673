namespace Istio.Model.Kinds.Core.Services;

/// <param name="Name">May be empty when the service has one port.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
/// <param name="TargetPort">Port of the pods; by number or by the name of a container port.</param>
public sealed record ServicePort(string Name, int Port, string Protocol, PortReference TargetPort, string AppProtocol = "");
