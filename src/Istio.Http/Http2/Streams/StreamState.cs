namespace Istio.Http.Http2.Streams;

/// <summary>The states of RFC 9113 5.1 that a stream object can be in; reserved states need push, and idle streams have no object.</summary>
internal enum StreamState
{
    Open,
    HalfClosedLocal,
    HalfClosedRemote,
    Closed,
}
