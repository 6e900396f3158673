using Istio.Core.Logging;
using Istio.Http.Http2;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>
/// A request with another method than CONNECT: answered 400 with a line that explains the port; its body is dropped, and still held to RFC 9113
/// 8.1.1.
/// </summary>
internal sealed class NotConnect(Http2Connection connection, Http2Stream stream, long contentLength) : IStreamOwner
{
    /// <summary>Enough for a client to finish sending in good order; then the stream is reset.</summary>
    private const int MaxDropped = 64 * 1024;

    private static readonly LogScope Log = LogScope.Get("http", "HTTP connections and tunnels");

    private long _received;

    public bool IsAnswered { get; private set; }

    private static ReadOnlySpan<byte> Explanation => "This port serves HBONE: HTTP/2 CONNECT over mutual TLS.\n"u8;

    /// <summary>Answers, and drops the body until the client has ended it. Does not throw: it is not awaited.</summary>
    public async Task RunAsync()
    {
        if (connection.Guard.OnRefusal() is var delay && delay > TimeSpan.Zero)
        {
            await connection.Loop.DelayAsync(delay);
        }

        if (stream.Failure is not null)
        {
            stream.Dispose();
            return;
        }

        IsAnswered = true;
        try
        {
            FieldBlock.SendResponse(connection, stream, 400, endStream: false);
            await SendExplanationAsync();
            await DropBodyAsync();
        }
        catch (Exception failure)
        {
            Log.Error($"a request other than CONNECT was not answered: {failure}");
            stream.Abort(Http2ErrorCode.InternalError);
        }
    }

    bool IStreamOwner.TryAcceptHeaders(HeaderList fields, bool endStream) =>
        endStream && FieldRules.AreValid(fields, trailers: true, out _) && HasWholeBody();

    bool IStreamOwner.TryAcceptData(int length, bool endStream)
    {
        _received += length;
        return !endStream || HasWholeBody();
    }

    void IStreamOwner.OnStreamBroken()
    {
    }

    private async Task SendExplanationAsync()
    {
        for (var sent = 0; sent < Explanation.Length;)
        {
            var count = stream.TryWrite(Explanation[sent..]);
            if (count == ByteStream.Failed)
            {
                return;
            }

            sent += Math.Max(count, 0);
            if (count == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
            }
        }

        stream.ShutdownWrite();
    }

    private async Task DropBodyAsync()
    {
        int count;
        while ((count = stream.TryRead(connection.Loop.Scratch)) is > 0 or ByteStream.WouldBlock)
        {
            if (_received > MaxDropped)
            {
                // RFC 9113 8.1: the answer is complete, the rest of the request is not wanted.
                stream.Abort(Http2ErrorCode.NoError);
            }
            else if (count < 0)
            {
                await stream.ReadableAsync();
            }
        }
    }

    private bool HasWholeBody() => contentLength < 0 || _received == contentLength;
}
