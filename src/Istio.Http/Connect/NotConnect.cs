using Istio.Http.Http2;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>A request with another method than CONNECT: answered 400, its body dropped, and still held to RFC 9113 8.1.1.</summary>
internal sealed class NotConnect(Http2Connection connection, Http2Stream stream, long contentLength) : IStreamOwner
{
    /// <summary>Enough for a client to finish sending in good order; then the stream is reset.</summary>
    private const int MaxDropped = 64 * 1024;

    private long _received;

    public bool IsAnswered { get; private set; }

    /// <summary>Answers and drops the body until the client has ended it.</summary>
    public async Task RunAsync()
    {
        IsAnswered = true;
        FieldBlock.SendResponse(connection, stream, 400, endStream: true);
        stream.EndLocal();
        while (stream.Failure is null && stream.TryRead(connection.Loop.Scratch) is var count && count != ByteStream.EndOfStream)
        {
            if (_received > MaxDropped)
            {
                stream.Abort(Http2ErrorCode.NoError);
                return;
            }

            if (count < 0)
            {
                await stream.ReadableAsync();
            }
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

    private bool HasWholeBody() => contentLength < 0 || _received == contentLength;
}
