namespace Istio.Http.Http2.Hpack;

internal enum HpackStatus
{
    Decoded,

    /// <summary>The decoder's state no longer matches the peer's: COMPRESSION_ERROR for the connection (RFC 9113 4.3).</summary>
    Malformed,

    /// <summary>The list is so much larger than the limit that was announced (RFC 9113 6.5.2) that it was not decoded to its end.</summary>
    TooLarge,
}
