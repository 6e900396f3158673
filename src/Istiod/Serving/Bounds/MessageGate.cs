using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Istiod.Serving.Bounds;

/// <summary>Stands between the web server and everything that reads a request body. Pages take none.</summary>
internal sealed class MessageGate(int? longestMessage, TimeProvider time) : IDisposable
{
    private readonly PeerMemory _callers = PeerMemory.OfCallers();
    private readonly PeerMemory _strangers = PeerMemory.OfStrangers();
    private readonly RefusalLog _refusals = new(time);

    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is not { } method)
        {
            RefuseBody(http);
            await next(http);
            return;
        }

        using var memory = new CallMemory(http, _callers, _strangers, time);
        var kind = MessageKind.Of(method.FullName).Within(longestMessage);
        http.Features.Set(memory);
        http.Features.Set<IRequestBodyPipeFeature>(new MessageBody(new MessageReader(http, kind, memory, _refusals, time)));
        await next(http);
    }

    public void Dispose()
    {
        _callers.Dispose();
        _strangers.Dispose();
    }

    private static void RefuseBody(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = 0;
        }
    }
}
