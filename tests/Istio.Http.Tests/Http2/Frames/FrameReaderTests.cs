using CsCheck;
using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Reactor;

namespace Istio.Http.Tests.Http2.Frames;

public sealed class FrameReaderTests
{
    private const int MaxFrameSize = 16 * 1024;

    private static readonly Gen<byte[]> AnyFrame = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 700], Gen.Byte, Gen.Int[0, 9]).Select(Frame);

    [Fact]
    public void Frames_are_the_same_however_their_bytes_are_cut() => Gen.Select(AnyFrame.Array[1, 12], Gen.Int[1, 900]).Sample((frames, cut) =>
    {
        var bytes = frames.SelectMany(frame => frame).ToArray();
        Assert.Equal(Read(bytes, bytes.Length), Read(bytes, cut));
    });

    [Fact]
    public void Any_bytes_are_read_or_refused_without_an_exception() => Gen.Select(Gen.Byte.Array[0, 600], Gen.Int[1, 600])
        .Sample((bytes, cut) => Read(bytes, cut).Count >= 0);

    [Theory]
    [InlineData("00400100 00 00000001", Http2ErrorCode.FrameSizeError, "DATA longer than the limit")]
    [InlineData("00000100 00 00000000", Http2ErrorCode.ProtocolError, "DATA on the connection")]
    [InlineData("00000001 00 00000000", Http2ErrorCode.ProtocolError, "HEADERS on the connection")]
    [InlineData("00200101 00 00000001", Http2ErrorCode.EnhanceYourCalm, "a field block beyond the limit")]
    [InlineData("00000402 00 00000001", Http2ErrorCode.FrameSizeError, "PRIORITY of 4 octets")]
    [InlineData("00000303 00 00000001", Http2ErrorCode.FrameSizeError, "RST_STREAM of 3 octets")]
    [InlineData("00000403 00 00000000", Http2ErrorCode.ProtocolError, "RST_STREAM on the connection")]
    [InlineData("00000504 00 00000000", Http2ErrorCode.FrameSizeError, "SETTINGS of 5 octets")]
    [InlineData("00000604 01 00000000", Http2ErrorCode.FrameSizeError, "SETTINGS ACK with content")]
    [InlineData("00000604 00 00000001", Http2ErrorCode.ProtocolError, "SETTINGS on a stream")]
    [InlineData("00018604 00 00000000", Http2ErrorCode.EnhanceYourCalm, "65 settings")]
    [InlineData("00000405 00 00000001", Http2ErrorCode.ProtocolError, "PUSH_PROMISE")]
    [InlineData("00000706 00 00000000", Http2ErrorCode.FrameSizeError, "PING of 7 octets")]
    [InlineData("00000806 00 00000001", Http2ErrorCode.ProtocolError, "PING on a stream")]
    [InlineData("00000707 00 00000000", Http2ErrorCode.FrameSizeError, "GOAWAY of 7 octets")]
    [InlineData("00000808 00 00000000", Http2ErrorCode.FrameSizeError, "WINDOW_UPDATE of 8 octets")]
    [InlineData("00000109 00 00000000", Http2ErrorCode.ProtocolError, "CONTINUATION on the connection")]
    public void A_header_that_breaks_a_rule_is_refused_before_its_payload(string hex, Http2ErrorCode code, string why)
    {
        using var buffers = new BufferPool();
        var reader = new FrameReader(buffers, MaxFrameSize, maxHeaderBlock: 8 * 1024);
        ReadOnlySpan<byte> input = Convert.FromHexString(hex.Replace(" ", ""));
        Assert.Equal(FrameEvent.Violation, reader.Read(ref input, out var part));
        Assert.True(part.Error!.Code == code, $"{why}: {part.Error}");
    }

    [Fact]
    public void Padding_is_cut_off_and_counted()
    {
        using var buffers = new BufferPool();
        var reader = new FrameReader(buffers, MaxFrameSize, MaxFrameSize);
        ReadOnlySpan<byte> input = Convert.FromHexString("000007000900000001" + "03414243000000");
        Assert.Equal(FrameEvent.Data, reader.Read(ref input, out var part));
        Assert.Equal("ABC"u8.ToArray(), part.Payload.ToArray());
        Assert.Equal(7, part.FlowControlled);
        Assert.True(part.IsLast && part.Header.EndStream);
    }

    [Theory]
    [InlineData("000002000800000001" + "0200")]
    [InlineData("000000000800000001")]
    public void Padding_longer_than_its_frame_is_an_error(string hex)
    {
        using var buffers = new BufferPool();
        var reader = new FrameReader(buffers, MaxFrameSize, MaxFrameSize);
        ReadOnlySpan<byte> input = Convert.FromHexString(hex);
        Assert.Equal(FrameEvent.Violation, reader.Read(ref input, out var part));
        Assert.Equal(Http2ErrorCode.ProtocolError, part.Error!.Code);
    }

    /// <summary>A frame with a header and payload whose meaning does not matter here.</summary>
    private static byte[] Frame(int type, int length, byte flags, int streamId)
    {
        var frame = new byte[FrameHeader.Size + length];
        new FrameHeader(length, (FrameType)type, (FrameFlags)flags, streamId).Write(frame);
        new Random(length).NextBytes(frame.AsSpan(FrameHeader.Size));
        return frame;
    }

    /// <summary>What was read, with the parts of a DATA frame joined.</summary>
    private static List<string> Read(byte[] bytes, int cut)
    {
        using var buffers = new BufferPool();
        var reader = new FrameReader(buffers, MaxFrameSize, MaxFrameSize);
        var found = new List<string>();
        var data = "";
        var counted = 0;
        for (var at = 0; at < bytes.Length; at += cut)
        {
            ReadOnlySpan<byte> input = bytes.AsSpan(at, Math.Min(cut, bytes.Length - at));
            FrameEvent step;
            while ((step = reader.Read(ref input, out var part)) != FrameEvent.NeedMore)
            {
                if (step == FrameEvent.Violation)
                {
                    found.Add($"{part.Error}");
                    reader.Release();
                    Assert.Equal(0, buffers.RentedCount);
                    return found;
                }

                data += Convert.ToHexString(part.Payload);
                counted += part.FlowControlled;
                if (step != FrameEvent.Data || part.IsLast)
                {
                    found.Add($"{step} {part.Header} {data} {counted}");
                    data = "";
                    counted = 0;
                }
            }
        }

        reader.Release();
        Assert.Equal(0, buffers.RentedCount);
        return found;
    }
}
