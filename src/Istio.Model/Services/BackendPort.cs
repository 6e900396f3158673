using Istio.Model.Kinds;

namespace Istio.Model.Services;

/// <param name="Name">Name of the service port.</param>
public readonly record struct BackendPort(string Name, int Port, string Protocol, PortReference Target);
