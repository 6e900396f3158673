using Grpc.Core;
using Istio.Core.Identity;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>The questions of one stream. An acknowledgement of an answer is told from the same question asked again by its nonce.</summary>
internal sealed class StreamQuestions(IQuestionTypes types, SpiffeId? caller)
{
    // A question is kept, to be told from its acknowledgement. It names one page.
    private const int MostNames = 16;
    private const int LongestName = 8 * 1024;

    private readonly Dictionary<string, string[]> _asked = new(StringComparer.Ordinal);

    /// <returns>False when the request is about resources.</returns>
    /// <exception cref="RpcException">InvalidArgument, or what the answer throws.</exception>
    public bool TryAnswer(ServerStream stream, in RequestHead request)
    {
        if (!types.Answers(request.TypeUrl))
        {
            return false;
        }

        if (request.Names.Count > MostNames || request.Names.Any(static name => name.Length > LongestName))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"at most {MostNames} names of {LongestName} characters are accepted here"));
        }

        var isAcknowledgement = request.Nonce.Length > 0
            && _asked.TryGetValue(request.TypeUrl, out var asked)
            && (request.Names.Count == 0 || request.Names.SequenceEqual(asked));
        if (!isAcknowledgement)
        {
            stream.Answer(request.TypeUrl, types.Answer(caller, request.TypeUrl, request.Names));
            _asked[request.TypeUrl] = [.. request.Names];
        }

        return true;
    }
}
