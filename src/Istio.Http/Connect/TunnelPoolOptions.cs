using Istio.Http.Http2;

namespace Istio.Http.Connect;

/// <summary>How connections are pooled. The defaults are Istio's.</summary>
public sealed record TunnelPoolOptions
{
    /// <summary>Settings of each connection; <see cref="Http2Options.MaxConcurrentStreams"/> is POOL_MAX_STREAMS_PER_CONNECTION.</summary>
    public Http2Options Http2 { get; init; } = Http2Options.HboneClient;

    /// <summary>A connection that was not asked for during this time leaves the pool and closes with its last tunnel (POOL_UNUSED_RELEASE_TIMEOUT).</summary>
    public TimeSpan UnusedRelease { get; init; } = TimeSpan.FromMinutes(5);
}
