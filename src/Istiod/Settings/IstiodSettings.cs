using System.Collections.Frozen;
using System.Net;
using Istio.Core.Time;
using Istiod.Authority;

namespace Istiod.Settings;

/// <summary>
/// Everything istiod can be told, by flag or environment variable: the only place where either is read, and their documentation.
/// Names, defaults and meaning are those of Istio 1.28.4 unless a line says otherwise.
/// </summary>
internal sealed record IstiodSettings
{
    private static readonly FrozenSet<string> Switches = FrozenSet.Create("log_as_json", "log_caller", "profile", "vklog");

    private static readonly FrozenDictionary<string, string> Unsupported = new Dictionary<string, string>
    {
        ["kubeconfig"] = "configuration from a Kubernetes API server is not supported yet; use --configDir",
        ["caCertFile"] = "a serving certificate from files is not supported yet; istiod signs its own",
        ["tlsCertFile"] = "a serving certificate from files is not supported yet; istiod signs its own",
        ["tlsKeyFile"] = "a serving certificate from files is not supported yet; istiod signs its own",
        ["tls-cipher-suites"] = "choosing cipher suites is not supported yet",
        ["clusterAliases"] = "several clusters are not supported yet",
        ["networksConfig"] = "several networks are not supported yet",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Effective = FrozenSet.Create(
        "clusterID", "configDir", "domain", "grpcAddr", "httpAddr", "httpsAddr", "keepaliveInterval", "keepaliveMaxServerConnectionAge", "keepaliveTimeout",
        "log_as_json", "log_output_level", "log_target", "meshConfig", "monitoringAddr", "namespace", "portsFile", "registries", "secureGRPCAddr", "shutdownDuration");

    /// <summary><c>--configDir</c>: folder of YAML files, with all folders below. In this version the one source of configuration, and required.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary><c>--meshConfig</c>: file with the mesh configuration; defaults apply while it does not exist and the flag was not given.</summary>
    public string MeshConfigFile { get; init; } = "./etc/istio/config/mesh";

    /// <summary><c>--meshConfig</c> was given: istiod is not ready before the file was there once without an error, and keeps its settings when it goes away.</summary>
    public bool NamesMeshConfig { get; init; }

    /// <summary><c>-n</c>, <c>--namespace</c>, else <c>POD_NAMESPACE</c>: istiod's own namespace.</summary>
    public string Namespace { get; init; } = "istio-system";

    /// <summary><c>POD_NAME</c>: names this istiod in responses and logs.</summary>
    public string PodName { get; init; } = "istiod";

    /// <summary><c>--domain</c>: DNS suffix of services.</summary>
    public string Domain { get; init; } = "cluster.local";

    /// <summary><c>--clusterID</c>, else <c>CLUSTER_ID</c>.</summary>
    public string ClusterId { get; init; } = "Kubernetes";

    /// <summary><c>--httpAddr</c>: readiness and debug pages.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary><c>--monitoringAddr</c>: metrics, version and debug pages; empty puts them on <c>--httpAddr</c>.</summary>
    public IPEndPoint? Monitoring { get; init; }

    /// <summary><c>--grpcAddr</c>: xDS in clear, without authentication. Empty does not listen (Istio would serve it on <c>--httpAddr</c>).</summary>
    public IPEndPoint? Grpc { get; init; }

    /// <summary><c>--secureGRPCAddr</c>: xDS and certificates over TLS; empty does not listen.</summary>
    public IPEndPoint? SecureGrpc { get; init; }

    /// <summary><c>--portsFile</c> (ours): once listening, istiod writes here which ports it was given, as JSON by listener.</summary>
    public string PortsFile { get; init; } = "";

    /// <summary><c>--shutdownDuration</c>: how long open calls may go on after a signal.</summary>
    public TimeSpan ShutdownDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>--keepaliveInterval</c>, else <c>GRPC_KEEPALIVE_INTERVAL</c>: idle time after which a gRPC connection is probed.</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--keepaliveTimeout</c>, else <c>GRPC_KEEPALIVE_TIMEOUT</c>: time to answer a probe.</summary>
    public TimeSpan KeepaliveTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>--keepaliveMaxServerConnectionAge</c>: a stream older than this is ended so that clients spread over replicas; null for never.</summary>
    public TimeSpan? MaxStreamAge { get; init; }

    /// <summary>
    /// <c>PILOT_DEBOUNCE_AFTER</c>: the most that a change waits for pushes before it, and how long a file written in place must be quiet before it is read.
    /// </summary>
    public TimeSpan DebounceAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary><c>PILOT_DEBOUNCE_MAX</c>: the most that a file written in place waits for quiet.</summary>
    public TimeSpan DebounceMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>PILOT_PUSH_THROTTLE</c>: clients written to at a time.</summary>
    public int PushThrottle { get; init; }

    /// <summary><c>PILOT_MAX_REQUESTS_PER_SECOND</c>: new streams accepted per second.</summary>
    public int MaxStreamsPerSecond { get; init; }

    /// <summary><c>ISTIO_GPRC_MAXSTREAMS</c>: HTTP/2 streams open at a time on one connection; at most 1,000 whatever it says (ours).</summary>
    public int MaxStreamsPerConnection { get; init; } = 100_000;

    /// <summary><c>ISTIO_GPRC_MAXRECVMSGSIZE</c>: bytes of a message received; null, when it is not set, for the bounds of each kind of message alone (ours).</summary>
    public int? MaxMessageSize { get; init; }

    /// <summary><c>PILOT_ENABLE_XDS_IDENTITY_CHECK</c>: a client must be who its node says.</summary>
    public bool ChecksIdentity { get; init; } = true;

    /// <summary><c>XDS_AUTH</c>: streams over TLS must authenticate.</summary>
    public bool Authenticates { get; init; } = true;

    /// <summary><c>XDS_AUTH_PLAINTEXT</c>: streams in clear must authenticate too.</summary>
    public bool AuthenticatesPlaintext { get; init; }

    /// <summary>
    /// <c>PILOT_ENABLE_AMBIENT</c>: serve ztunnels. On unless it is set to false, for ztunnels are what this version serves (Istio's own default is off; its
    /// ambient profile sets it).
    /// </summary>
    public bool ServesAmbient { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_IP_AUTOALLOCATE</c>: addresses in the status of ServiceEntries are used; none are allocated here.</summary>
    public bool UsesAllocatedAddresses { get; init; } = true;

    /// <summary><c>ENABLE_DEBUG_ON_HTTP</c>: debug pages on <c>--httpAddr</c>.</summary>
    public bool DebugOnHttp { get; init; } = true;

    /// <summary><c>ENABLE_DEBUG_ENDPOINT_AUTH</c>: callers outside the root namespace see their own proxies only.</summary>
    public bool DebugByNamespace { get; init; } = true;

    /// <summary><c>METRICS_LOCALHOST_ACCESS_ONLY</c>: metrics for this machine only.</summary>
    public bool MetricsForLocalhostOnly { get; init; }

    /// <summary><c>--log_as_json</c>.</summary>
    public bool LogAsJson { get; init; }

    /// <summary><c>--log_output_level</c>: <c>scope:level,...</c> with levels none, error, warn, info, debug.</summary>
    public string LogLevels { get; init; } = "default:info";

    /// <summary><c>--log_target</c>: <c>stdout</c> or <c>stderr</c>.</summary>
    public bool LogsToStandardError { get; init; }

    public required AuthoritySettings Authority { get; init; }

    /// <summary>Flags given that are unknown or change nothing; logged at start.</summary>
    public IReadOnlyList<string> IgnoredFlags { get; init; } = [];

    /// <summary>Reads the process's flags and environment.</summary>
    /// <param name="arguments">What follows the command <c>discovery</c>.</param>
    /// <exception cref="SettingsException">Names the flag or variable that cannot be used.</exception>
    public static IstiodSettings ReadProcess(IReadOnlyList<string> arguments) =>
#pragma warning disable RS0030 // This is the one file of the program that reads the environment.
        Read(arguments, Environment.GetEnvironmentVariable);
#pragma warning restore RS0030

    /// <inheritdoc cref="ReadProcess"/>
    public static IstiodSettings Read(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var flags = CommandLine.Parse(arguments, Switches);
        Refuse(flags);
        var variables = new Variables(environment);
        try
        {
            return Read(flags, variables, environment);
        }
        catch (FormatException unreadable)
        {
            throw new SettingsException(unreadable.Message);
        }
    }

    private static IstiodSettings Read(CommandLine flags, Variables variables, Func<string, string?> environment)
    {
        var clusterId = flags.Text("clusterID", variables.Text("CLUSTER_ID", "Kubernetes"));
        return new()
        {
            ConfigDirectory = flags.Text("configDir", ""),
            MeshConfigFile = flags.Text("meshConfig", "./etc/istio/config/mesh"),
            NamesMeshConfig = flags.Has("meshConfig"),
            Namespace = flags.Text("namespace", variables.Text("POD_NAMESPACE", "istio-system")),
            PodName = variables.Text("POD_NAME", "istiod"),
            Domain = flags.Text("domain", "cluster.local"),
            ClusterId = clusterId,
            Http = ListenAddress.Parse("httpAddr", flags.Text("httpAddr", ":8080")),
            Monitoring = ListenAddress.Parse("monitoringAddr", flags.Text("monitoringAddr", ":15014")),
            Grpc = ListenAddress.Parse("grpcAddr", flags.Text("grpcAddr", ":15010")),
            SecureGrpc = ListenAddress.Parse("secureGRPCAddr", flags.Text("secureGRPCAddr", ":15012")),
            PortsFile = flags.Text("portsFile", ""),
            ShutdownDuration = Duration(flags, "shutdownDuration", TimeSpan.FromSeconds(10)),
            KeepaliveInterval = Duration(flags, "keepaliveInterval", variables.Duration("GRPC_KEEPALIVE_INTERVAL", TimeSpan.FromSeconds(30))),
            KeepaliveTimeout = Duration(flags, "keepaliveTimeout", variables.Duration("GRPC_KEEPALIVE_TIMEOUT", TimeSpan.FromSeconds(10))),
            MaxStreamAge = flags.Has("keepaliveMaxServerConnectionAge") ? Duration(flags, "keepaliveMaxServerConnectionAge", TimeSpan.Zero) : null,
            DebounceAfter = variables.Duration("PILOT_DEBOUNCE_AFTER", TimeSpan.FromMilliseconds(100)),
            DebounceMax = variables.Duration("PILOT_DEBOUNCE_MAX", TimeSpan.FromSeconds(10)),
            PushThrottle = PositiveOrByCpu(variables.Number("PILOT_PUSH_THROTTLE", 0)),
            MaxStreamsPerSecond = PositiveOrByCpu(variables.Number("PILOT_MAX_REQUESTS_PER_SECOND", 0)),
            MaxStreamsPerConnection = Positive("ISTIO_GPRC_MAXSTREAMS", variables.Number("ISTIO_GPRC_MAXSTREAMS", 100_000)),
            MaxMessageSize = variables.Text("ISTIO_GPRC_MAXRECVMSGSIZE", "").Length == 0
                ? null
                : Positive("ISTIO_GPRC_MAXRECVMSGSIZE", variables.Number("ISTIO_GPRC_MAXRECVMSGSIZE", 0)),
            ChecksIdentity = variables.Switch("PILOT_ENABLE_XDS_IDENTITY_CHECK", true),
            Authenticates = variables.Switch("XDS_AUTH", true),
            AuthenticatesPlaintext = variables.Switch("XDS_AUTH_PLAINTEXT", false),
            ServesAmbient = variables.Switch("PILOT_ENABLE_AMBIENT", true),
            UsesAllocatedAddresses = variables.Switch("PILOT_ENABLE_IP_AUTOALLOCATE", true),
            DebugOnHttp = variables.Switch("ENABLE_DEBUG_ON_HTTP", true),
            DebugByNamespace = variables.Switch("ENABLE_DEBUG_ENDPOINT_AUTH", true),
            MetricsForLocalhostOnly = variables.Switch("METRICS_LOCALHOST_ACCESS_ONLY", false),
            LogAsJson = Switch(flags, "log_as_json"),
            LogLevels = flags.Text("log_output_level", "default:info"),
            LogsToStandardError = LogTarget(flags),
            Authority = AuthoritySettings.Read(environment) with { ClusterId = clusterId },
            IgnoredFlags = [.. flags.Given.Where(flag => !Effective.Contains(flag))],
        };
    }

    // What was asked for and cannot be had is refused by name: a control plane that starts without it would surprise later and elsewhere.
    private static void Refuse(CommandLine flags)
    {
        foreach (var flag in flags.Given)
        {
            if (Unsupported.TryGetValue(flag, out var reason) && flags.Text(flag, "").Length > 0)
            {
                throw new SettingsException($"--{flag}: {reason}");
            }
        }

        if (flags.Text("registries", "") is { Length: > 0 } registries)
        {
            throw new SettingsException($"--registries is '{registries}': only the files of --configDir are supported yet");
        }

        if (flags.Text("configDir", "").Length == 0)
        {
            throw new SettingsException("--configDir is missing: configuration from a Kubernetes API server is not supported yet");
        }
    }

    private static TimeSpan Duration(CommandLine flags, string flag, TimeSpan fallback)
    {
        if (!flags.Has(flag))
        {
            return fallback;
        }

        var text = flags.Text(flag, "");
        return GoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw new SettingsException($"--{flag} is '{text}', expected a duration such as 30s");
    }

    private static bool Switch(CommandLine flags, string flag) =>
        flags.Text(flag, "false") switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            var text => throw new SettingsException($"--{flag} is '{text}', expected true or false"),
        };

    private static bool LogTarget(CommandLine flags) =>
        flags.Text("log_target", "stdout") switch
        {
            "stdout" => false,
            "stderr" => true,
            var text => throw new SettingsException($"--log_target is '{text}': only stdout and stderr are supported"),
        };

    private static int Positive(string name, int value) =>
        value > 0 ? value : throw new SettingsException($"environment variable {name} is '{value}', expected a number above 0");

    // Istio's formula for a value of 0.
    private static int PositiveOrByCpu(int value) => value > 0 ? value : Math.Min(15 + (5 * Environment.ProcessorCount), 100);
}
