namespace Istio.Reactor;

/// <summary>TCP keepalive.</summary>
/// <param name="Idle">Silence before the first probe; whole seconds, at least 1.</param>
/// <param name="Interval">Time between probes; whole seconds, at least 1.</param>
/// <param name="Probes">Unanswered probes after which the connection fails with <see cref="FailureReason.TimedOut"/>.</param>
public sealed record TcpKeepAlive(TimeSpan Idle, TimeSpan Interval, int Probes);
