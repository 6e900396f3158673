using Istio.Reactor;

namespace Istio.Http.Http1;

/// <summary>Limits of the server. What exceeds them is answered with the status named here, and the connection closed.</summary>
public sealed record Http1Options
{
    /// <summary>Room for request line and header fields (431); also the room for one connection's unread bytes.</summary>
    internal const int MaxHead = BufferPool.Medium;

    /// <summary>Longest content of a request in octets (413).</summary>
    public int MaxContent { get; init; } = 64 * 1024;

    /// <summary>How long a request may take to arrive; then the connection is reset.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay idle between two requests; then it is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
