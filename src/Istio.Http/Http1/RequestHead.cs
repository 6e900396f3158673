namespace Istio.Http.Http1;

/// <summary>Request line and header fields, and what they say about the rest.</summary>
/// <param name="Request">The request without content.</param>
/// <param name="Length">Octets of the head, the empty line included.</param>
/// <param name="ContentLength">Octets of content that follow.</param>
/// <param name="KeepAlive">The client may send another request on the connection.</param>
/// <param name="ExpectsContinue">The client waits for 100 before it sends the content.</param>
internal sealed record RequestHead(Http1Request Request, int Length, int ContentLength, bool KeepAlive, bool ExpectsContinue);
