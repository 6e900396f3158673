using Istio.Core.Logging;
using Istio.Reactor;

namespace Istio.Http.Http1;

/// <summary>
/// A small HTTP/1.1 server for admin, metrics and readiness ports: whole requests in, whole responses out, one at a time on each connection.
/// </summary>
/// <param name="handler">Answers the requests.</param>
/// <param name="options">Limits.</param>
public sealed class Http1Server(Http1Handler handler, Http1Options options)
{
    private static readonly LogScope Log = LogScope.Get("http", "HTTP connections and tunnels");

    /// <summary>Serves one connection until it ends, and disposes it. Only on its loop.</summary>
    public async Task ServeAsync(ByteStream stream)
    {
        var reader = new RequestReader(stream, options);
        var writer = new ResponseWriter(stream);
        try
        {
            while (await reader.ReadHeadAsync() is { } head)
            {
                if (!await ServeAsync(head, reader, writer))
                {
                    break;
                }
            }

            if (reader.Refusal is { } refusal)
            {
                await RefuseAsync(refusal, writer);
            }
        }
        finally
        {
            reader.Release();
        }

        stream.ShutdownWrite();
        await reader.DropInputAsync();
        stream.Dispose();
    }

    /// <returns>Whether the connection goes on.</returns>
    private async ValueTask<bool> ServeAsync(RequestHead head, RequestReader reader, ResponseWriter writer)
    {
        if (head.ExpectsContinue && head.ContentLength > 0 && !await writer.SendAsync(ResponseWriter.Continue))
        {
            return false;
        }

        if (await reader.ReadContentAsync(head.ContentLength) is not { } content)
        {
            return false;
        }

        var response = await AnswerAsync(head.Request with { Content = content });
        return await writer.WriteAsync(response, withContent: head.Request.Method != "HEAD", head.KeepAlive) && head.KeepAlive;
    }

    private async ValueTask<Http1Response> AnswerAsync(Http1Request request)
    {
        try
        {
            return await handler(request);
        }
        catch (Exception exception)
        {
            Log.Error($"{request.Method} {request.Path} failed: {exception}");
            return Http1Response.Text(500, "internal error\n");
        }
    }

    private static ValueTask<bool> RefuseAsync(Refusal refusal, ResponseWriter writer)
    {
        var response = Http1Response.Text(refusal.Status, $"{refusal.Reason}\n");
        return writer.WriteAsync(refusal.Status == 405 ? response with { Fields = [("Allow", "GET, HEAD, POST")] } : response, withContent: true, keepAlive: false);
    }
}
