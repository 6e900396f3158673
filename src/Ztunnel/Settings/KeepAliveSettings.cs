using Istio.Reactor;

namespace Ztunnel.Settings;

/// <summary>How TCP notices that the other end is gone: keepalive, and the limit for unacknowledged data.</summary>
internal sealed record KeepAliveSettings
{
    public bool Enabled { get; init; } = true;

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(180);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(180);

    public int Retries { get; init; } = 9;

    /// <summary>Also set TCP_USER_TIMEOUT on what the proxy dials (USER_TIMEOUT_ENABLED); keepalive itself may be off.</summary>
    public bool UserTimeout { get; init; }

    /// <summary>The value of TCP_USER_TIMEOUT, <c>time + retries x interval</c>; null for the kernel's own limit.</summary>
    public TimeSpan? UnacknowledgedLimit => UserTimeout
        ? TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Time.TotalMilliseconds + (Retries * Interval.TotalMilliseconds)))
        : null;

    /// <summary>Null when keepalive is off.</summary>
    public TcpKeepAlive? ToTcp() => Enabled ? new(Time, Interval, Retries) : null;
}
