using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Services;

namespace Istio.Translation.Mesh.Selections;

/// <summary>All that chose a workload.</summary>
/// <param name="Services">In no particular order.</param>
/// <param name="Policies">Resource names of the authorization policies, sorted.</param>
/// <param name="Peer">The PeerAuthentication that speaks for it.</param>
internal readonly record struct Selected(List<ServiceBackend> Services, List<string> Policies, PeerAuthentication? Peer);
