using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>HEADERS (RFC 9113 6.2).</summary>
internal static class HeadersFrame
{
    private const int PrioritySize = 5;

    /// <summary>Strips padding and the deprecated priority fields.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="payload">The frame's whole payload.</param>
    /// <param name="fragment">The field block fragment.</param>
    /// <param name="dependency">The stream that this one is said to depend on, or -1.</param>
    /// <returns>False when padding or priority do not fit into the payload.</returns>
    public static bool TryRead(in FrameHeader header, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> fragment, out int dependency)
    {
        dependency = -1;
        if (!Padding.TryStrip(header, payload, out fragment))
        {
            return false;
        }

        if ((header.Flags & FrameFlags.Priority) == 0)
        {
            return true;
        }

        if (fragment.Length < PrioritySize)
        {
            return false;
        }

        dependency = (int)(BinaryPrimitives.ReadUInt32BigEndian(fragment) & int.MaxValue);
        fragment = fragment[PrioritySize..];
        return true;
    }

    public static void WriteHeader(Span<byte> destination, int streamId, int length, bool endStream, bool endHeaders)
    {
        var flags = (endStream ? FrameFlags.EndStream : 0) | (endHeaders ? FrameFlags.EndHeaders : 0);
        new FrameHeader(length, FrameType.Headers, flags, streamId).Write(destination);
    }
}
