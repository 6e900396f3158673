using Istio.Model.Kinds.Core;

namespace Istio.Model.Services;

/// <param name="Name">Name of the service port.</param>
/// <param name="Protocol">
/// The transport, of a Kubernetes Service (<c>TCP</c>, <c>UDP</c>, <c>SCTP</c>); of a ServiceEntry what is spoken over TCP, and <c>UDP</c>.
/// </param>
public readonly record struct BackendPort(string Name, int Port, string Protocol, PortReference Target)
{
    internal const string Tcp = "TCP";

    /// <summary>Ports of other transports carry no connections of the mesh.</summary>
    internal bool TakesConnections => Protocol is not ("UDP" or "SCTP");
}
