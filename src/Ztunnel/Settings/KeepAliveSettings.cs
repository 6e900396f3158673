using Istio.Core.Settings;
using Istio.Reactor;

namespace Ztunnel.Settings;

/// <summary>How TCP notices that the other end is gone: keepalive, and the limit for unacknowledged data.</summary>
internal sealed record KeepAliveSettings
{
    public bool Enabled { get; init; } = TrafficDeclarations.KeepAlive.Default;

    public TimeSpan Time { get; init; } = TrafficDeclarations.KeepAliveTime.Default;

    public TimeSpan Interval { get; init; } = TrafficDeclarations.KeepAliveInterval.Default;

    public int Retries { get; init; } = TrafficDeclarations.KeepAliveRetries.Default;

    /// <summary>Also set TCP_USER_TIMEOUT on what the proxy dials (USER_TIMEOUT_ENABLED); keepalive itself may be off.</summary>
    public bool UserTimeout { get; init; } = TrafficDeclarations.UserTimeout.Default;

    /// <summary>The value of TCP_USER_TIMEOUT, <c>time + retries x interval</c>; null for the kernel's own limit.</summary>
    public TimeSpan? UnacknowledgedLimit => UserTimeout
        ? TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Time.TotalMilliseconds + (Retries * Interval.TotalMilliseconds)))
        : null;

    public static KeepAliveSettings Read(VariableReader variables) => new()
    {
        Enabled = variables.Read(TrafficDeclarations.KeepAlive),
        Time = variables.Read(TrafficDeclarations.KeepAliveTime),
        Interval = variables.Read(TrafficDeclarations.KeepAliveInterval),
        Retries = variables.Read(TrafficDeclarations.KeepAliveRetries),
        UserTimeout = variables.Read(TrafficDeclarations.UserTimeout),
    };

    /// <summary>Null when keepalive is off.</summary>
    public TcpKeepAlive? ToTcp() => Enabled ? new(Time, Interval, Retries) : null;
}
