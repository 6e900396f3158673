using System.Globalization;
using Istio.Core.Net;
using Istio.Core.Values;

namespace Ztunnel.Settings;

/// <summary>
/// Reads Istio's variables, in Istio's precedence: mesh file, then <c>PROXY_CONFIG</c>, then the environment. What this version does
/// not do is refused by name instead of being ignored.
/// </summary>
internal sealed class SettingsReader(EnvironmentVariables environment, Func<string, string?> readFile)
{
    internal const string RootFile = "./var/run/secrets/istio/root-cert.pem";

    private const string MeshFile = "./etc/istio/config/mesh";
    private const string TokenFile = "./var/run/secrets/tokens/istio-token";

    private readonly ProxyConfigFile _config = ReadConfig(environment, readFile);

    /// <exception cref="SettingsException">A value is wrong or asks for what this version does not do.</exception>
    /// <exception cref="Yaml.YamlFormatException">The mesh file or PROXY_CONFIG is no valid YAML.</exception>
    public ZtunnelSettings Read()
    {
        RefuseWhatIsNotDone();
        var mode = ReadMode();
        var ipv6 = environment.Boolean("IPV6_ENABLED") ?? true;
        var fakeCa = environment.Boolean("FAKE_CA") ?? false;
        var metadata = ReadMetadata();
        return new ZtunnelSettings
        {
            Proxy = environment.Boolean("ENABLE_PROXY") ?? true,
            Mode = mode,
            Workload = mode == ProxyMode.Dedicated ? ReadServedWorkload() : null,
            Network = environment.Text("NETWORK") ?? string.Empty,
            Node = ReadNode(mode),
            ClusterId = environment.Text("ISTIO_META_CLUSTER_ID") ?? environment.Text("CLUSTER_ID") ?? "Kubernetes",
            ClusterDomain = environment.Text("CLUSTER_DOMAIN") ?? "cluster.local",
            XdsAddress = ReadAddress("XDS_ADDRESS"),
            CaAddress = fakeCa ? null : ReadAddress("CA_ADDRESS"),
            XdsRoot = environment.Text("XDS_ROOT_CA") ?? RootFile,
            CaRoot = environment.Text("CA_ROOT_CA") ?? RootFile,
            AltXdsHostname = environment.Text("ALT_XDS_HOSTNAME"),
            AltCaHostname = environment.Text("ALT_CA_HOSTNAME"),
            Token = ReadToken(),
            LocalState = ReadLocalState(),
            FakeCa = fakeCa,
            SecretTtl = environment.Duration("SECRET_TTL") ?? TimeSpan.FromHours(24),
            PacketMark = ReadMark(),
            RequireOriginalSource = environment.Boolean("ENABLE_ORIG_SRC"),
            Ipv6 = ipv6,
            LocalhostAppTunnel = environment.Boolean("LOCALHOST_APP_TUNNEL") ?? true,
            Socks5 = environment.Boolean("UNSTABLE_ENABLE_SOCKS5") ?? false,
            PoolMaxStreams = environment.Number("POOL_MAX_STREAMS_PER_CONNECTION", 1, ushort.MaxValue) ?? 100,
            PoolUnusedTimeout = environment.Duration("POOL_UNUSED_RELEASE_TIMEOUT") ?? TimeSpan.FromMinutes(5),
            StreamWindow = environment.Number("HTTP2_STREAM_WINDOW_SIZE", 65_535, int.MaxValue) ?? 4 * 1024 * 1024,
            ConnectionWindow = environment.Number("HTTP2_CONNECTION_WINDOW_SIZE", 65_535, int.MaxValue) ?? 16 * 1024 * 1024,
            FrameSize = environment.Number("HTTP2_FRAME_SIZE", 16_384, 16_777_215) ?? 1024 * 1024,
            KeepAlive = ReadKeepAlive(),
            TerminationDeadline = ReadDeadline(),
            WorkerThreads = ReadWorkerThreads(),
            InstanceIp = environment.Text("INSTANCE_IP") ?? "1.1.1.1",
            PodName = environment.Text("POD_NAME") ?? string.Empty,
            PodNamespace = environment.Text("POD_NAMESPACE") ?? string.Empty,
            ServiceAccount = environment.Text("SERVICE_ACCOUNT") ?? string.Empty,
            TrustDomain = environment.Text("TRUST_DOMAIN") ?? "cluster.local",
            Metadata = metadata,
            JsonMetadata = environment.Map("ISTIO_METAJSON_"),
            XdsHeaders = environment.Map("XDS_HEADER_"),
            CaHeaders = environment.Map("CA_HEADER_"),
            DryRunPolicies = environment.Boolean("DRY_RUN_POLICIES") ?? true,
            CloseUntrusted = environment.Boolean("CLOSE_UNTRUSTED_CONNECTIONS") ?? true,
            JsonLog = ReadLogFormat(),
            LogLevels = environment.Text("RUST_LOG") is { Length: > 0 } levels ? levels : "info",
            Admin = new(mode == ProxyMode.Standalone && ServiceAddress(mode, ipv6) is { IsLoopback: true } own ? own : IpAddress.Loopback, Port(_config.ProxyAdminPort, 15000, "proxyAdminPort")),
            Stats = new(ServiceAddress(mode, ipv6), Port(_config.StatsPort, 15020, "statsPort")),
            Readiness = new(ServiceAddress(mode, ipv6), (ushort)(environment.Number("READINESS_PORT", 0, ushort.MaxValue) ?? 15021)),
        };
    }

    private static ProxyConfigFile ReadConfig(EnvironmentVariables environment, Func<string, string?> readFile)
    {
        var mesh = readFile(MeshFile) is { } text ? ProxyConfigFile.ReadMesh(text) : ProxyConfigFile.Empty;
        return environment.Text("PROXY_CONFIG") is { Length: > 0 } own ? mesh.With(ProxyConfigFile.ReadProxyConfig(own)) : mesh;
    }

    private void RefuseWhatIsNotDone()
    {
        if (environment.Boolean("XDS_ON_DEMAND") == true)
        {
            throw new SettingsException("XDS_ON_DEMAND=true: on-demand discovery is not done in this version; leave it unset, everything is then fetched up front");
        }

        if (environment.Text("ISTIO_META_DNS_CAPTURE") == "true")
        {
            throw new SettingsException("ISTIO_META_DNS_CAPTURE=true: the DNS proxy is not done in this version; leave it unset");
        }

        if (environment.Text("COMPLIANCE_POLICY") == "pqc")
        {
            throw new SettingsException("COMPLIANCE_POLICY=pqc: post-quantum key exchange is not done in this version; leave it unset");
        }
    }

    private ProxyMode ReadMode() => environment.Text("PROXY_MODE") switch
    {
        "dedicated" => ProxyMode.Dedicated,
        "standalone" => ProxyMode.Standalone,
        null or "" or "shared" => throw new SettingsException(
            "PROXY_MODE=shared (the default) needs the node agent's socket, which is not done in this version; use PROXY_MODE=dedicated or PROXY_MODE=standalone"),
        var other => throw EnvironmentVariables.Wrong("PROXY_MODE", other, "dedicated or standalone"),
    };

    private string ReadNode(ProxyMode mode)
    {
        var node = environment.Text("NODE_NAME") ?? string.Empty;
        return node.Length > 0 || mode != ProxyMode.Standalone
            ? node
            : throw new SettingsException("PROXY_MODE=standalone needs NODE_NAME: it serves the workloads of that node");
    }

    private ServedWorkload ReadServedWorkload()
    {
        var text = environment.Text("PROXY_WORKLOAD_INFO")
            ?? throw new SettingsException("PROXY_MODE=dedicated needs PROXY_WORKLOAD_INFO=namespace/name/serviceaccount");
        return text.Split('/') is [{ Length: > 0 } ns, { Length: > 0 } name, { Length: > 0 } account]
            ? new(ns, name, account)
            : throw EnvironmentVariables.Wrong("PROXY_WORKLOAD_INFO", text, "namespace/name/serviceaccount");
    }

    private Uri? ReadAddress(string name)
    {
        var text = environment.Text(name) ?? _config.DiscoveryAddress
            ?? (environment.Text("KUBERNETES_SERVICE_HOST") is { Length: > 0 } ? "https://istiod.istio-system.svc:15012" : "https://localhost:15012");
        if (text.Length == 0)
        {
            return null;
        }

        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(withScheme, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw EnvironmentVariables.Wrong(name, text, "an address such as https://istiod.istio-system.svc:15012");
    }

    private string? ReadToken() => environment.Text("AUTH_TOKEN") switch
    {
        null => readFile(TokenFile) is null ? null : TokenFile,
        "" => null,
        var text => text,
    };

    private string? ReadLocalState()
    {
        var path = environment.Text("LOCAL_XDS_PATH");
        var inline = environment.Text("LOCAL_XDS");
        if (path is not null && inline is not null)
        {
            throw new SettingsException("LOCAL_XDS_PATH and LOCAL_XDS exclude each other");
        }

        return path is null ? inline : readFile(path) ?? throw new SettingsException($"LOCAL_XDS_PATH: {path} does not exist");
    }

    // Only shared mode marks packets by default; there the mark keeps the proxy's own connections out of the redirect rules.
    private uint? ReadMark() => environment.Number("PACKET_MARK", 0, int.MaxValue) is { } mark ? (uint)mark : null;

    private KeepAliveSettings ReadKeepAlive()
    {
        var defaults = new KeepAliveSettings();
        return new()
        {
            Enabled = environment.Boolean("KEEPALIVE_ENABLED") ?? defaults.Enabled,
            Time = environment.Duration("KEEPALIVE_TIME") ?? defaults.Time,
            Interval = environment.Duration("KEEPALIVE_INTERVAL") ?? defaults.Interval,
            Retries = environment.Number("KEEPALIVE_RETRIES", 1, 127) ?? defaults.Retries,
            UserTimeout = environment.Boolean("USER_TIMEOUT_ENABLED") ?? defaults.UserTimeout,
        };
    }

    private TimeSpan ReadDeadline()
    {
        if (environment.Duration("CONNECTION_TERMINATION_DEADLINE") is { } deadline)
        {
            return deadline;
        }

        // Leave kubelet's grace period early enough to end by ourselves.
        return environment.Number("TERMINATION_GRACE_PERIOD_SECONDS", 0, int.MaxValue) is { } grace
            ? TimeSpan.FromSeconds(Math.Max(1, grace > 10 ? grace - 5 : grace - 1))
            : TimeSpan.FromSeconds(5);
    }

    private int ReadWorkerThreads()
    {
        var text = environment.Text("ZTUNNEL_WORKER_THREADS");
        if (string.IsNullOrEmpty(text))
        {
            return _config.Concurrency is > 0 and <= 1024 ? (int)_config.Concurrency : 2;
        }

        if (!text.EndsWith('%'))
        {
            return environment.Number("ZTUNNEL_WORKER_THREADS", 1, 1024) ?? 2;
        }

        var cores = environment.Number("ZTUNNEL_CPU_LIMIT", 1, 1024) ?? Environment.ProcessorCount;
        return double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 1000
            ? Math.Max(1, (int)Math.Ceiling(cores * percent / 100))
            : throw EnvironmentVariables.Wrong("ZTUNNEL_WORKER_THREADS", text, "a number or a percentage");
    }

    private ValueMap<string, string> ReadMetadata()
    {
        const string prefix = "ISTIO_META_";
        var fromConfig = _config.ProxyMetadata
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[prefix.Length..], entry.Value));
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fromConfig.Concat(environment.WithPrefix(prefix)))
        {
            merged[key] = value;
        }

        return merged.ToValueMap();
    }

    private bool ReadLogFormat() => environment.Text("LOG_FORMAT") switch
    {
        null or "" or "plain" => false,
        "json" => true,
        var other => throw EnvironmentVariables.Wrong("LOG_FORMAT", other, "plain or json"),
    };

    // A stand-alone proxy runs on somebody's machine, not in a pod: its pages are on the address it was given, else on loopback.
    private IpAddress ServiceAddress(ProxyMode mode, bool ipv6)
    {
        if (mode != ProxyMode.Standalone)
        {
            return ipv6 ? IpAddress.Any6 : IpAddress.Any;
        }

        return environment.Text("INSTANCE_IP") is not { Length: > 0 } text ? IpAddress.Loopback
            : IpAddress.TryParse(text, out var address) ? address
            : throw EnvironmentVariables.Wrong("INSTANCE_IP", text, "an address to listen on");
    }

    private static ushort Port(uint? value, ushort fallback, string name) => value switch
    {
        null => fallback,
        <= ushort.MaxValue => (ushort)value,
        _ => throw new SettingsException($"{name}: {value} is no port"),
    };
}
