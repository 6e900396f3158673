using System.Net;
using Istio.Core.Settings;
using Istiod.Settings;

namespace Istiod.Serving;

/// <summary>The settings of istiod's ports and connections.</summary>
internal static class ServingDeclarations
{
    public static readonly Flag<IPEndPoint?> Http = Address("httpAddr", 8080, "readiness and debug pages");

    public static readonly Flag<IPEndPoint?> Monitoring = Address("monitoringAddr", 15014, "metrics, version and debug pages; empty puts them on --httpAddr");

    public static readonly Flag<IPEndPoint?> Grpc = Address(
        "grpcAddr", 15010, "xDS in clear, without authentication; empty does not listen (Istio would serve it on --httpAddr)");

    public static readonly Flag<IPEndPoint?> SecureGrpc = Address("secureGRPCAddr", 15012, "xDS and certificates over TLS; empty does not listen");

    public static readonly Flag<string> PortsFile = new(
        "portsFile", "", SettingTypes.Text, "(ours) once listening, istiod writes to this file which ports it was given, as JSON by listener");

    public static readonly Flag<TimeSpan> ShutdownDuration = new(
        "shutdownDuration", TimeSpan.FromSeconds(10), FlagTypes.Duration, "how long open calls may go on after a signal to stop");

    public static readonly Flag<TimeSpan> KeepaliveInterval = new(
        "keepaliveInterval",
        new Variable<TimeSpan>("GRPC_KEEPALIVE_INTERVAL", TimeSpan.FromSeconds(30), SettingTypes.Duration, "idle time before a probe"),
        FlagTypes.Duration,
        "idle time after which a gRPC connection is probed");

    public static readonly Flag<TimeSpan> KeepaliveTimeout = new(
        "keepaliveTimeout",
        new Variable<TimeSpan>("GRPC_KEEPALIVE_TIMEOUT", TimeSpan.FromSeconds(10), SettingTypes.Duration, "time to answer a probe"),
        FlagTypes.Duration,
        "time to answer a probe");

    public static readonly Variable<int> MaxStreamsPerConnection = new(
        "ISTIO_GPRC_MAXSTREAMS", 100_000, AboveZero(), "HTTP/2 streams open at a time on one connection; never more than 1000 here");

    public static readonly Variable<int?> MaxMessageSize = new(
        "ISTIO_GPRC_MAXRECVMSGSIZE", null, SettingTypes.Optional(AboveZero()), "bytes of a message received", "the bounds of each kind of message");

    public static readonly Variable<bool> MetricsForLocalhostOnly = new("METRICS_LOCALHOST_ACCESS_ONLY", false, SettingTypes.Switch, "metrics for this machine only");

    public static SettingsSection Section { get; } = new(
        "Serving",
        [
            Http, Monitoring, Grpc, SecureGrpc, PortsFile, ShutdownDuration, KeepaliveInterval, KeepaliveTimeout, MaxStreamsPerConnection, MaxMessageSize,
            MetricsForLocalhostOnly,
        ]);

    private static Flag<IPEndPoint?> Address(string name, int port, string help) => new(name, new IPEndPoint(IPAddress.IPv6Any, port), FlagTypes.Address, help);

    private static SettingType<int> AboveZero() => SettingTypes.NumberFrom(1, int.MaxValue, "a number above 0");
}
