using Istio.Http.Http2.Streams;

namespace Istio.Http.Http2;

/// <summary>Takes a request that is well formed, or too large for that to be known. It sets the stream's owner before it returns.</summary>
internal delegate void RequestHandler(Http2Stream stream, RequestHead head, HeaderList fields);
