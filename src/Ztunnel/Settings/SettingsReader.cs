using Istio.Core.Net;
using Istio.Core.Settings;
using Istio.Core.Values;

namespace Ztunnel.Settings;

/// <summary>
/// Reads Istio's variables, in Istio's precedence: mesh file, then <c>PROXY_CONFIG</c>, then the environment. What this version does
/// not do is refused by name instead of being ignored.
/// </summary>
internal sealed class SettingsReader
{
    private const string MeshFile = "./etc/istio/config/mesh";

    private readonly VariableReader _variables;
    private readonly ProxyConfigFile _config;
    private readonly ControlPlaneReader _controlPlane;

    /// <param name="readFile">The text of a file; null when there is none.</param>
    /// <exception cref="Yaml.YamlFormatException">The mesh file or PROXY_CONFIG is no valid YAML.</exception>
    public SettingsReader(IReadOnlyDictionary<string, string> environment, Func<string, string?> readFile)
    {
        _variables = new(environment, static (name, text, expected) => $"{name}=\"{text}\": expected {expected}");
        _config = ReadConfig(readFile);
        _controlPlane = new(_variables, _config.DiscoveryAddress, readFile);
    }

    /// <summary>Names of the variables that were asked for, set or not.</summary>
    public IReadOnlySet<string> Asked => _variables.Asked;

    /// <summary>Istio's variables that are set and changed nothing in what was read, by name only: values may be secrets.</summary>
    public ValueList<string> VariablesWithoutEffect => _variables.WithoutEffect(IstioVariables.Names);

    /// <exception cref="SettingsException">A value is wrong or asks for what this version does not do.</exception>
    public ZtunnelSettings Read()
    {
        UndoneFeatures.Refuse(_variables);
        var mode = ReadMode();
        var ipv6 = Value(TrafficDeclarations.Ipv6);
        var fakeCa = Value(ControlPlaneDeclarations.FakeCa);
        var pages = ServiceAddress(mode, ipv6);
        return new ZtunnelSettings
        {
            Proxy = Value(InstanceDeclarations.Proxy),
            Mode = mode,
            Workload = mode == ProxyMode.Dedicated ? ReadServedWorkload() : null,
            Network = Value(InstanceDeclarations.Network),
            Node = ReadNode(mode),
            ClusterId = Value(InstanceDeclarations.MetadataClusterId) ?? Value(InstanceDeclarations.ClusterId),
            ClusterDomain = Value(InstanceDeclarations.ClusterDomain),
            XdsAddress = _controlPlane.ReadAddress(ControlPlaneDeclarations.XdsAddress),
            CaAddress = fakeCa ? null : _controlPlane.ReadAddress(ControlPlaneDeclarations.CaAddress),
            XdsRoot = Value(ControlPlaneDeclarations.XdsRoot),
            CaRoot = Value(ControlPlaneDeclarations.CaRoot),
            AltXdsHostname = Value(ControlPlaneDeclarations.AltXdsHostname),
            AltCaHostname = Value(ControlPlaneDeclarations.AltCaHostname),
            Token = _controlPlane.ReadToken(),
            LocalState = _controlPlane.ReadLocalState(),
            FakeCa = fakeCa,
            SecretTtl = Value(ControlPlaneDeclarations.SecretTtl),
            // Only shared mode marks packets by default; there the mark keeps the proxy's own connections out of the redirect rules.
            PacketMark = (uint?)Value(TrafficDeclarations.PacketMark),
            RequireOriginalSource = Value(TrafficDeclarations.RequireOriginalSource),
            Ipv6 = ipv6,
            LocalhostAppTunnel = Value(TrafficDeclarations.LocalhostAppTunnel),
            Socks5 = Value(TrafficDeclarations.Socks5),
            PoolMaxStreams = Value(TrafficDeclarations.PoolMaxStreams),
            PoolUnusedTimeout = Value(TrafficDeclarations.PoolUnusedTimeout),
            StreamWindow = Value(TrafficDeclarations.StreamWindow),
            ConnectionWindow = Value(TrafficDeclarations.ConnectionWindow),
            FrameSize = Value(TrafficDeclarations.FrameSize),
            KeepAlive = KeepAliveSettings.Read(_variables),
            TerminationDeadline = ProcessReader.ReadDeadline(_variables),
            WorkerThreads = ProcessReader.ReadWorkerThreads(_variables, _config.Concurrency),
            InstanceIp = Value(InstanceDeclarations.InstanceIp),
            PodName = Value(InstanceDeclarations.PodName),
            PodNamespace = Value(InstanceDeclarations.PodNamespace),
            ServiceAccount = Value(InstanceDeclarations.ServiceAccount),
            TrustDomain = Value(InstanceDeclarations.TrustDomain),
            Metadata = _controlPlane.ReadMetadata(_config.ProxyMetadata),
            JsonMetadata = _variables.Read(ControlPlaneDeclarations.JsonMetadata),
            XdsHeaders = _variables.Read(ControlPlaneDeclarations.XdsHeaders),
            CaHeaders = _variables.Read(ControlPlaneDeclarations.CaHeaders),
            DryRunPolicies = Value(ControlPlaneDeclarations.DryRunPolicies),
            CloseUntrusted = Value(TrafficDeclarations.CloseUntrusted),
            JsonLog = Value(ProcessDeclarations.JsonLog),
            LogLevels = Value(ProcessDeclarations.LogLevels),
            Admin = new(mode == ProxyMode.Standalone && pages.IsLoopback ? pages : IpAddress.Loopback, _config.AdminPortOrStandard()),
            Stats = new(pages, _config.StatsPortOrStandard()),
            Readiness = new(pages, (ushort)Value(ProcessDeclarations.ReadinessPort)),
        };
    }

    private T Value<T>(Variable<T> variable) => _variables.Read(variable);

    private ProxyConfigFile ReadConfig(Func<string, string?> readFile)
    {
        var mesh = readFile(MeshFile) is { } text ? ProxyConfigFile.ReadMesh(text) : ProxyConfigFile.Empty;
        return Value(ControlPlaneDeclarations.ProxyConfig) is { Length: > 0 } own ? mesh.With(ProxyConfigFile.ReadProxyConfig(own)) : mesh;
    }

    private ProxyMode ReadMode() => Value(InstanceDeclarations.Mode) ?? throw new SettingsException(
        "PROXY_MODE=shared (the default) needs the node agent's socket, which is not done in this version; use PROXY_MODE=dedicated or PROXY_MODE=standalone");

    private string ReadNode(ProxyMode mode)
    {
        var node = Value(InstanceDeclarations.Node);
        return node.Length > 0 || mode != ProxyMode.Standalone
            ? node
            : throw new SettingsException("PROXY_MODE=standalone needs NODE_NAME: it serves the workloads of that node");
    }

    private ServedWorkload ReadServedWorkload() => Value(InstanceDeclarations.Workload)
        ?? throw new SettingsException("PROXY_MODE=dedicated needs PROXY_WORKLOAD_INFO=namespace/name/serviceaccount");

    // A stand-alone proxy runs on somebody's machine, not in a pod: its pages are on the address it was given, else on loopback.
    private IpAddress ServiceAddress(ProxyMode mode, bool ipv6)
    {
        if (mode != ProxyMode.Standalone)
        {
            return ipv6 ? IpAddress.Any6 : IpAddress.Any;
        }

        return !_variables.TryRead(InstanceDeclarations.InstanceIp, out var text) || text.Length == 0 ? IpAddress.Loopback
            : IpAddress.TryParse(text, out var address) ? address
            : throw _variables.Wrong(InstanceDeclarations.InstanceIp.Name, text, "an address to listen on");
    }
}
