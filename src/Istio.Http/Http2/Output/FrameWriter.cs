using Istio.Http.Http2.Frames;

namespace Istio.Http.Http2.Output;

/// <summary>Puts frames other than DATA with content into the connection's buffer.</summary>
internal sealed class FrameWriter(FrameBuffer output)
{
    /// <summary>The client's connection preface (RFC 9113 3.4).</summary>
    public static ReadOnlySpan<byte> ClientPreface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public void Preface()
    {
        ClientPreface.CopyTo(output.Reserve(ClientPreface.Length));
        output.Commit(ClientPreface.Length);
    }

    public void Settings(ReadOnlySpan<(SettingId Id, uint Value)> settings) =>
        output.Commit(SettingsFrame.Write(output.Reserve(FrameHeader.Size + SettingsFrame.MaxLength), settings));

    public void SettingsAck() => output.Commit(SettingsFrame.WriteAck(output.Reserve(FrameHeader.Size)));

    public void Ping(ulong opaque, bool ack) =>
        output.Commit(PingFrame.Write(output.Reserve(FrameHeader.Size + PingFrame.Length), opaque, ack));

    public void WindowUpdate(int streamId, int increment) =>
        output.Commit(WindowUpdateFrame.Write(output.Reserve(FrameHeader.Size + WindowUpdateFrame.Length), streamId, increment));

    public void RstStream(int streamId, Http2ErrorCode code) =>
        output.Commit(RstStreamFrame.Write(output.Reserve(FrameHeader.Size + RstStreamFrame.Length), streamId, code));

    public void GoAway(int lastStreamId, Http2Error error) =>
        output.Commit(new GoAwayFrame(lastStreamId, error.Code).Write(output.Reserve(GoAwayFrame.MaxWritten), error.Reason));

    /// <summary>An empty DATA frame that ends the stream.</summary>
    public void EndStream(int streamId)
    {
        DataFrame.WriteHeader(output.Reserve(FrameHeader.Size), streamId, 0, endStream: true);
        output.Commit(FrameHeader.Size);
    }

    /// <summary>One encoded field block as HEADERS and as many CONTINUATION frames as the peer's frame size needs.</summary>
    public void Headers(int streamId, ReadOnlySpan<byte> block, bool endStream, int maxFrameSize)
    {
        var first = block[..Math.Min(block.Length, maxFrameSize)];
        var rest = block[first.Length..];
        var target = output.Reserve(FrameHeader.Size + first.Length);
        HeadersFrame.WriteHeader(target, streamId, first.Length, endStream, endHeaders: rest.IsEmpty);
        first.CopyTo(target[FrameHeader.Size..]);
        output.Commit(FrameHeader.Size + first.Length);
        while (!rest.IsEmpty)
        {
            rest = Continuation(streamId, rest, maxFrameSize);
        }
    }

    private ReadOnlySpan<byte> Continuation(int streamId, ReadOnlySpan<byte> block, int maxFrameSize)
    {
        var part = block[..Math.Min(block.Length, maxFrameSize)];
        var target = output.Reserve(FrameHeader.Size + part.Length);
        ContinuationFrame.WriteHeader(target, streamId, part.Length, endHeaders: part.Length == block.Length);
        part.CopyTo(target[FrameHeader.Size..]);
        output.Commit(FrameHeader.Size + part.Length);
        return block[part.Length..];
    }
}
