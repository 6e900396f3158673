using Istio.Http.Http2.Streams;

namespace Istio.Http.Http2;

/// <summary>Takes a well-formed request. It sets the stream's owner before it returns.</summary>
internal delegate void RequestHandler(Http2Stream stream, RequestHead head, HeaderList fields);
