using Istio.Reactor;

namespace Ztunnel.Settings;

/// <summary>TCP keepalive of connections with applications.</summary>
internal sealed record KeepAliveSettings
{
    public bool Enabled { get; init; } = true;

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(180);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(180);

    public int Retries { get; init; } = 9;

    /// <summary>Also set TCP_USER_TIMEOUT to <c>time + retries x interval</c>.</summary>
    public bool UserTimeout { get; init; }

    /// <summary>Null when keepalive is off.</summary>
    public TcpKeepAlive? ToTcp() => Enabled ? new(Time, Interval, Retries) : null;
}
