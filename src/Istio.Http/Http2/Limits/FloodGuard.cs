namespace Istio.Http.Http2.Limits;

/// <summary>
/// Allowances for frames that cost this side more than the peer. Each is far above what a mesh peer needs and ends the connection with
/// ENHANCE_YOUR_CALM when used up (RFC 9113 10.5), except that of refusals, which only makes them slow.
/// </summary>
internal sealed class FloodGuard(TimeProvider time)
{
    // Each PING and SETTINGS must be answered (CVE-2019-9512, CVE-2019-9515).
    private TokenBucket _pings = new(capacity: 100, perSecond: 10);
    private TokenBucket _settings = new(capacity: 50, perSecond: 5);

    // Frames that move nothing (CVE-2019-9518).
    private TokenBucket _emptyData = new(capacity: 200, perSecond: 50);

    // Requests withdrawn before they were answered: rapid reset (CVE-2023-44487).
    private TokenBucket _withdrawn = new(capacity: 200, perSecond: 50);

    // Streams that this side had to reset because of what the peer sent (CVE-2025-8671).
    private TokenBucket _provoked = new(capacity: 200, perSecond: 20);

    // A client may open as many streams as it likes until it has read our SETTINGS (RFC 9113 6.5.2).
    private TokenBucket _refused = new(capacity: 2000, perSecond: 200);

    // Answers other than 2xx. An honest application behind the peer may try and try again, and other tunnels of the connection shall not end for
    // it: answers beyond the allowance come late, and as the request counts as open until then, the limit of streams holds the peer back.
    private TokenBucket _refusals = new(capacity: 400, perSecond: 200);

    public Http2Error? OnPing() => Take(ref _pings, "too many PING frames");

    public Http2Error? OnSettings() => Take(ref _settings, "too many SETTINGS frames");

    public Http2Error? OnEmptyData() => Take(ref _emptyData, "too many DATA frames without data");

    public Http2Error? OnWithdrawnRequest() => Take(ref _withdrawn, "too many requests reset before their answer");

    public Http2Error? OnProvokedReset() => Take(ref _provoked, "too many invalid streams");

    public Http2Error? OnRefusedStream() => Take(ref _refused, "too many streams beyond the limit");

    /// <returns>How long to wait before the refusal goes out; usually zero.</returns>
    public TimeSpan OnRefusal() => _refusals.Take(time.GetTimestamp(), time);

    private Http2Error? Take(ref TokenBucket bucket, string reason) =>
        bucket.TryTake(time.GetTimestamp(), time) ? null : new Http2Error(Http2ErrorCode.EnhanceYourCalm, reason);
}
