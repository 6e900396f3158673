namespace Istio.Http.Http2.Frames;

/// <summary>The padding of HEADERS (RFC 9113 6.2); DATA's is handled while streaming.</summary>
internal static class Padding
{
    public static bool TryStrip(in FrameHeader header, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> content)
    {
        content = payload;
        if (!header.IsPadded)
        {
            return true;
        }

        if (payload.IsEmpty || payload[0] > payload.Length - 1)
        {
            return false;
        }

        content = payload[1..^payload[0]];
        return true;
    }
}
