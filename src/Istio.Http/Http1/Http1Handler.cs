namespace Istio.Http.Http1;

/// <summary>Answers one request. Runs on the connection's loop; an exception becomes 500 and a log line.</summary>
public delegate ValueTask<Http1Response> Http1Handler(Http1Request request);
