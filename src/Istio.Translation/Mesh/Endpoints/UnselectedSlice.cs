using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Services;

namespace Istio.Translation.Mesh.Endpoints;

/// <summary>A slice of a service that selects no pods by labels: only there do slices say who stands behind a service.</summary>
internal sealed record UnselectedSlice(EndpointSlice Slice, ServiceBackend Service);
