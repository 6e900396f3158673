using Istio.Core.Values;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Services;

namespace Istio.Translation.Mesh.Selections;

/// <summary>
/// Something that chooses workloads by their labels, as far as these depend on it: what a policy says may change without touching them.
/// Exactly one of the last three is given.
/// </summary>
/// <param name="Policy">Resource name of a policy.</param>
internal sealed record Selection(
    string Namespace, ValueMap<string, string> Selector, ServiceBackend? Service = null, string? Policy = null, PeerAuthentication? Peer = null);
