using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;

namespace Istiod.Discovery;

/// <summary>What requests of both forms of the protocol have in common.</summary>
/// <param name="Names">What is asked for, or with delta what is asked for in addition.</param>
internal readonly record struct RequestHead(string TypeUrl, Node? Node, IReadOnlyList<string> Names, string Nonce)
{
    public static RequestHead Of(DiscoveryRequest request) => new(request.TypeUrl, request.Node, request.ResourceNames, request.ResponseNonce);

    public static RequestHead Of(DeltaDiscoveryRequest request) => new(request.TypeUrl, request.Node, request.ResourceNamesSubscribe, request.ResponseNonce);
}
