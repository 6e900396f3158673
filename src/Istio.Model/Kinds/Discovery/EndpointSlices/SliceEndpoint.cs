using Istio.Core.Values;

namespace Istio.Model.Kinds.Discovery.EndpointSlices;

/// <param name="IsReady">Kubernetes reads an absent condition as ready.</param>
/// <param name="PodName">The pod with these addresses, in the slice's namespace; empty when it is none.</param>
public sealed record SliceEndpoint(ValueList<string> Addresses, bool IsReady, string PodName = "");
