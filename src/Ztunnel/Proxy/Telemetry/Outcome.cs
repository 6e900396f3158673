namespace Ztunnel.Proxy.Telemetry;

/// <summary>How a connection ended. Written once, to the access log and the metrics.</summary>
/// <param name="Flags">Istio's response flags: <c>-</c>, <c>DENY</c> or <c>CONNECT</c>.</param>
/// <param name="Detail">The error as the access log prints it; null for a normal end.</param>
internal readonly record struct Outcome(Cause Cause, string Flags, string? Detail)
{
    public const string NoFlags = "-";
    public const string Denied = "DENY";
    public const string ConnectFailed = "CONNECT";

    /// <summary>The connection was never carried.</summary>
    public bool IsRefusal => Cause is not (Cause.Completed or Cause.PolicyChange or Cause.TrustChange or Cause.Drain or Cause.RelayFailed);

    public static Outcome Complete { get; } = new(Cause.Completed, NoFlags, null);

    public static Outcome PolicyChange { get; } = new(Cause.PolicyChange, NoFlags, "connection closed due to policy change");

    public static Outcome TrustChange { get; } = new(Cause.TrustChange, NoFlags, "connection closed due to trust bundle change");

    public static Outcome Drain { get; } = new(Cause.Drain, NoFlags, "connection closed due to connection drain");

    public static Outcome Rejected(string reason) => new(Cause.PolicyRejection, Denied, $"connection closed due to policy rejection: {reason}");

    public static Outcome Unreachable(string detail) => new(Cause.ApplicationUnreachable, ConnectFailed, $"connection failed: {detail}");

    public static Outcome Failed(Cause cause, string detail) => new(cause, NoFlags, detail);
}
