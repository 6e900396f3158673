namespace Istio.Http.Http1;

/// <summary>Why a request is not served at all.</summary>
/// <param name="Status">The status of the response after which the connection closes.</param>
/// <param name="Reason">One line, sent as content.</param>
internal sealed record Refusal(int Status, string Reason);
