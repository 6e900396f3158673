namespace Istio.Http.Http2.Streams;

/// <summary>The two things a stream can belong to: a request that awaits its answer (client), a request being answered (server).</summary>
internal interface IStreamOwner
{
    /// <summary>Whether the final response has been sent (server) or received (client).</summary>
    bool IsAnswered { get; }

    /// <summary>A field block on a stream that exists: a response, or trailers.</summary>
    /// <returns>False when it has no place there: a stream error of type PROTOCOL_ERROR.</returns>
    bool TryAcceptHeaders(HeaderList fields, bool endStream);

    /// <summary>DATA of a message that has a content-length, before it is passed on.</summary>
    /// <returns>False when it does not match (RFC 9113 8.1.1).</returns>
    bool TryAcceptData(int length, bool endStream);

    void OnStreamBroken();
}
