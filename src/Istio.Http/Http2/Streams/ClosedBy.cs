namespace Istio.Http.Http2.Streams;

/// <summary>How a stream came to its end: it decides what late frames mean (RFC 9113 5.1, closed).</summary>
internal enum ClosedBy
{
    /// <summary>END_STREAM in both directions.</summary>
    End,

    /// <summary>RST_STREAM from the peer.</summary>
    ResetByPeer,

    /// <summary>RST_STREAM from this side; frames already under way are ignored.</summary>
    ResetHere,
}
