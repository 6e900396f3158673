using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>The variables of the connections that are carried.</summary>
internal static class TrafficDeclarations
{
    public static readonly Variable<int?> PacketMark = new(
        "PACKET_MARK", null, SettingTypes.Optional(VariableTypes.Number(0, int.MaxValue)), "SO_MARK of the proxy's sockets", "none (Istio's shared mode: 1337)");

    public static readonly Variable<bool?> RequireOriginalSource = new(
        "ENABLE_ORIG_SRC", null, SettingTypes.Optional(VariableTypes.Switch), "keep the caller's address towards the application: true is required, false never", "when possible");

    public static readonly Variable<bool> Ipv6 = new("IPV6_ENABLED", true, VariableTypes.Switch, "listen on IPv6 too");

    public static readonly Variable<bool> LocalhostAppTunnel = new(
        "LOCALHOST_APP_TUNNEL", true, VariableTypes.Switch, "connections with a PROXY header go to loopback instead of the workload's address");

    public static readonly Variable<bool> Socks5 = new("UNSTABLE_ENABLE_SOCKS5", false, VariableTypes.Switch, "SOCKS5 on port 15080");

    public static readonly Variable<int> PoolMaxStreams = new(
        "POOL_MAX_STREAMS_PER_CONNECTION", 100, VariableTypes.Number(1, ushort.MaxValue), "streams of one connection between two proxies");

    public static readonly Variable<TimeSpan> PoolUnusedTimeout = new(
        "POOL_UNUSED_RELEASE_TIMEOUT", TimeSpan.FromMinutes(5), VariableTypes.Duration, "time after which a connection between proxies that nobody asks for is given up");

    public static readonly Variable<int> StreamWindow = new(
        "HTTP2_STREAM_WINDOW_SIZE", 4 * 1024 * 1024, VariableTypes.Number(65_535, int.MaxValue), "bytes in flight of one stream");

    public static readonly Variable<int> ConnectionWindow = new(
        "HTTP2_CONNECTION_WINDOW_SIZE", 16 * 1024 * 1024, VariableTypes.Number(65_535, int.MaxValue), "bytes in flight of one connection");

    public static readonly Variable<int> FrameSize = new("HTTP2_FRAME_SIZE", 1024 * 1024, VariableTypes.Number(16_384, 16_777_215), "most bytes of a frame received");

    public static readonly Variable<bool> KeepAlive = new("KEEPALIVE_ENABLED", true, VariableTypes.Switch, "TCP keepalive");

    public static readonly Variable<TimeSpan> KeepAliveTime = new("KEEPALIVE_TIME", TimeSpan.FromSeconds(180), VariableTypes.Duration, "idle time before the first probe");

    public static readonly Variable<TimeSpan> KeepAliveInterval = new("KEEPALIVE_INTERVAL", TimeSpan.FromSeconds(180), VariableTypes.Duration, "time between two probes");

    public static readonly Variable<int> KeepAliveRetries = new("KEEPALIVE_RETRIES", 9, VariableTypes.Number(1, 127), "probes without an answer before the connection is given up");

    public static readonly Variable<bool> UserTimeout = new(
        "USER_TIMEOUT_ENABLED", false, VariableTypes.Switch, "TCP_USER_TIMEOUT of time + retries × interval on what the proxy dials");

    public static readonly Variable<bool> CloseUntrusted = new(
        "CLOSE_UNTRUSTED_CONNECTIONS", true, VariableTypes.Switch, "(ours) end open mesh connections whose peer no longer verifies when the trust bundle changes");

    public static readonly Variable<string?> DnsCapture = new("ISTIO_META_DNS_CAPTURE", null, VariableTypes.OptionalText, "true is refused: the DNS proxy is not done in this version");

    public static readonly Variable<string?> CompliancePolicy = new(
        "COMPLIANCE_POLICY", null, VariableTypes.OptionalText, "pqc is refused: post-quantum key exchange is not done in this version");

    public static SettingsSection Section { get; } = new(
        "Traffic",
        [
            PacketMark, RequireOriginalSource, Ipv6, LocalhostAppTunnel, Socks5, PoolMaxStreams, PoolUnusedTimeout, StreamWindow, ConnectionWindow, FrameSize,
            KeepAlive, KeepAliveTime, KeepAliveInterval, KeepAliveRetries, UserTimeout, CloseUntrusted, DnsCapture, CompliancePolicy,
        ]);
}
