namespace Istio.Model.Kinds.Discovery.EndpointSlices;

/// <param name="Name">Name of the service port.</param>
/// <param name="Port">Port of the endpoint; 0 when the slice leaves it open.</param>
public sealed record SlicePort(string Name, int Port, string Protocol);
