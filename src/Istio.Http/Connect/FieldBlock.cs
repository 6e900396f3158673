using System.Globalization;
using System.Text;
using Istio.Http.Http2;
using Istio.Http.Http2.Hpack;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>The two field blocks of a tunnel: the CONNECT request and its answer.</summary>
internal static class FieldBlock
{
    /// <summary>Room for a status, a table size update and nothing else.</summary>
    private const int ResponseRoom = 64;

    /// <summary>Sends the response's field block.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="stream">The request's stream.</param>
    /// <param name="status">Three digits.</param>
    /// <param name="endStream">No body follows.</param>
    public static void SendResponse(Http2Connection connection, Http2Stream stream, int status, bool endStream)
    {
        Span<byte> digits = stackalloc byte[3];
        status.TryFormat(digits, out _, "D3", CultureInfo.InvariantCulture);
        Span<byte> block = stackalloc byte[ResponseRoom];
        var writer = Begin(connection, block);
        writer.Write(":status"u8, digits);
        connection.Writer.Headers(stream.Id, block[..writer.Written], endStream, connection.PeerSettings.MaxFrameSize);
        connection.ScheduleFlush();
    }

    /// <summary>Sends a status without a body and ends the stream both ways.</summary>
    public static void SendRefusal(Http2Connection connection, Http2Stream stream, int status)
    {
        SendResponse(connection, stream, status, endStream: true);
        stream.EndLocal();
        // RFC 9113 8.1: the answer is complete, what the client still sends is not wanted.
        stream.Abort(Http2ErrorCode.NoError);
    }

    /// <summary>Whether a request with these fields stays within the largest block that this side sends.</summary>
    public static bool Fits(string authority, in TunnelHeaders headers) => Room(authority, headers) <= BufferPool.Large;

    /// <summary>Sends a plain CONNECT: <c>:method</c> and <c>:authority</c> only (RFC 9113 8.5), then the given fields.</summary>
    public static void SendRequest(Http2Connection connection, Http2Stream stream, string authority, in TunnelHeaders headers)
    {
        var buffer = connection.Loop.Buffers.Rent(Room(authority, headers), nameof(FieldBlock));
        var writer = Begin(connection, buffer.Span);
        writer.WriteLiteral(StaticTable.MethodGet, default, "CONNECT"u8);
        Write(ref writer, StaticTable.Authority, default, authority);
        Write(ref writer, 0, "baggage"u8, headers.Baggage);
        Write(ref writer, 0, "forwarded"u8, headers.Forwarded);
        Write(ref writer, 0, "traceparent"u8, headers.TraceParent);
        connection.Writer.Headers(stream.Id, buffer.Span[..writer.Written], endStream: false, connection.PeerSettings.MaxFrameSize);
        connection.Loop.Buffers.Return(buffer);
        connection.ScheduleFlush();
    }

    private static HpackWriter Begin(Http2Connection connection, Span<byte> block)
    {
        var writer = new HpackWriter(block);
        if (connection.PeerSettings.TableSizeUpdateDue)
        {
            connection.PeerSettings.TableSizeUpdateDue = false;
            writer.WriteTableSize(0);
        }

        return writer;
    }

    private static int Room(string authority, in TunnelHeaders headers) =>
        ResponseRoom + Room(authority) + Room(headers.Baggage) + Room(headers.Forwarded) + Room(headers.TraceParent);

    private static int Room(string? value) => value is null ? 0 : HpackWriter.MaxLength("traceparent".Length, Encoding.UTF8.GetMaxByteCount(value.Length));

    private static void Write(ref HpackWriter writer, int nameIndex, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
        {
            return;
        }

        Span<byte> text = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(value, text, out var length))
        {
            writer.WriteLiteral(nameIndex, name, text[..length]);
        }
        else
        {
            writer.WriteLiteral(nameIndex, name, Encoding.UTF8.GetBytes(value));
        }
    }
}
