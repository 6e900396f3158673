namespace Istio.Http.Http2;

/// <summary>What one side announces and enforces on its HTTP/2 connections. The defaults are Istio's for HBONE.</summary>
public sealed record Http2Options
{
    /// <summary>The values of ztunnel's inbound side.</summary>
    public static Http2Options HboneServer { get; } = new();

    /// <summary>The values of ztunnel's outbound side.</summary>
    public static Http2Options HboneClient { get; } = new() { MaxConcurrentStreams = 100, MaxHeaderListSize = 16 * 1024 };

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE in octets.</summary>
    public int StreamWindow { get; init; } = 4 * 1024 * 1024;

    /// <summary>Window of the connection in octets; at least 65,535.</summary>
    public int ConnectionWindow { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// What a connection may hold for readers that do not keep up before that uses up its window, in octets: with the defaults sixteen readers may stop
    /// before the others of the connection notice (48 MiB ahead of the 16 MiB).
    /// </summary>
    public int HeldAllowance => (int)Math.Min(3L * ConnectionWindow, int.MaxValue / 2);

    /// <summary>SETTINGS_MAX_FRAME_SIZE in octets, 16,384 to 16,777,215.</summary>
    public int MaxFrameSize { get; init; } = 1024 * 1024;

    /// <summary>Server: SETTINGS_MAX_CONCURRENT_STREAMS. Client: the most streams it opens, also when the peer allows more.</summary>
    public int MaxConcurrentStreams { get; init; } = 200;

    /// <summary>
    /// SETTINGS_MAX_HEADER_LIST_SIZE in octets as RFC 9113 6.5.2 counts them, at most 262,144. A larger list costs its stream, one of four times the size the
    /// connection.
    /// </summary>
    public int MaxHeaderListSize { get; init; } = 64 * 1024;

    /// <summary>A PING goes out after this long without any frame from the peer; zero switches keepalive off.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The connection ends when a PING stays unanswered this long.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
