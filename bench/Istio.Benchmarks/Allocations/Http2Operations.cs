using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Hpack;
using Istio.Reactor;

namespace Istio.Benchmarks.Allocations;

/// <summary>The HTTP/2 codec without a connection.</summary>
internal static class Http2Operations
{
    private const int FrameSize = 16 * 1024;

    public static Operation ReadData()
    {
        var reader = NewReader();
        var frame = Frame(FrameType.Data, FrameSize);
        return new SimpleOperation("http2: read a DATA frame of 16 KiB", () =>
        {
            ReadOnlySpan<byte> input = frame;
            Expect(reader.Read(ref input, out _) == FrameEvent.Data);
        });
    }

    public static Operation ReadHeadersInPieces()
    {
        var reader = NewReader();
        var frame = Frame(FrameType.Headers, 200);
        return new SimpleOperation("http2: read a HEADERS frame that comes in two pieces", () =>
        {
            ReadOnlySpan<byte> first = frame.AsSpan(0, 100);
            ReadOnlySpan<byte> second = frame.AsSpan(100);
            Expect(reader.Read(ref first, out _) == FrameEvent.NeedMore);
            Expect(reader.Read(ref second, out _) == FrameEvent.Frame);
        });
    }

    public static Operation DecodeConnect()
    {
        var block = new byte[512];
        var length = WriteConnect(block);
        var decoder = new HpackDecoder(4096);
        var fields = new HeaderList(16 * 1024);
        return new SimpleOperation("hpack: decode a CONNECT request", () =>
        {
            fields.Clear();
            Expect(decoder.Decode(block.AsSpan(0, length), fields) == HpackStatus.Decoded);
        });
    }

    public static Operation EncodeConnect()
    {
        var block = new byte[512];
        return new SimpleOperation("hpack: encode a CONNECT request", () => Expect(WriteConnect(block) > 0));
    }

    private static int WriteConnect(Span<byte> block)
    {
        var writer = new HpackWriter(block);
        writer.Write(":method"u8, "CONNECT"u8);
        writer.Write(":authority"u8, "10.1.2.3:8080"u8);
        writer.Write("forwarded"u8, "for=10.4.5.6"u8);
        writer.Write("baggage"u8, "k8s.namespace.name=default,k8s.deployment.name=productpage,service.version=v1"u8);
        writer.Write("traceparent"u8, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"u8);
        return writer.Written;
    }

    private static FrameReader NewReader() => new(new BufferPool(), 1024 * 1024, 64 * 1024);

    private static byte[] Frame(FrameType type, int length)
    {
        const byte EndHeaders = 0x4;
        var frame = new byte[FrameHeader.Size + length];
        frame[0] = (byte)(length >> 16);
        frame[1] = (byte)(length >> 8);
        frame[2] = (byte)length;
        frame[3] = (byte)type;
        frame[4] = type == FrameType.Headers ? EndHeaders : (byte)0;
        frame[8] = 1;
        return frame;
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The measured operation did not do what it is measured for.");
        }
    }
}
