using Grpc.Core;
using Istio.Core.Identity;
using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>Types that are questions rather than resources: each request is answered once, and nothing is watched.</summary>
internal interface IQuestionTypes
{
    bool Answers(string typeUrl);

    /// <param name="caller">Null when nobody was asked who calls, or it need not be who its node says.</param>
    /// <exception cref="RpcException">Unauthenticated, InvalidArgument or PermissionDenied.</exception>
    IReadOnlyList<EncodedResource> Answer(SpiffeId? caller, string typeUrl, IReadOnlyList<string> names);
}
