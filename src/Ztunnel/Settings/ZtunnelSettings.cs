using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;

namespace Ztunnel.Settings;

/// <summary>Everything that is configured from outside, after defaults and merges. Printed at start and in <c>/config_dump</c>.</summary>
internal sealed record ZtunnelSettings
{
    public bool Proxy { get; init; } = InstanceDeclarations.Proxy.Default;

    /// <summary>The command line, words joined by spaces; only shown.</summary>
    public string Arguments { get; init; } = string.Empty;

    public required ProxyMode Mode { get; init; }

    /// <summary>Set in dedicated mode.</summary>
    public ServedWorkload? Workload { get; init; }

    public string Network { get; init; } = InstanceDeclarations.Network.Default;

    public string Node { get; init; } = InstanceDeclarations.Node.Default;

    public string ClusterId { get; init; } = InstanceDeclarations.ClusterId.Default;

    public string ClusterDomain { get; init; } = InstanceDeclarations.ClusterDomain.Default;

    /// <summary>Null when xDS is off.</summary>
    public Uri? XdsAddress { get; init; }

    /// <summary>Null when there is no certificate authority.</summary>
    public Uri? CaAddress { get; init; }

    /// <summary>What verifies istiod: a path, <c>SYSTEM</c>, or PEM.</summary>
    public string XdsRoot { get; init; } = ControlPlaneDeclarations.XdsRoot.Default;

    /// <inheritdoc cref="XdsRoot"/>
    public string CaRoot { get; init; } = ControlPlaneDeclarations.CaRoot.Default;

    public string? AltXdsHostname { get; init; }

    public string? AltCaHostname { get; init; }

    /// <summary>The bearer token for istiod, or the file that holds it; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>YAML of the local configuration, null for none.</summary>
    public string? LocalState { get; init; }

    public bool FakeCa { get; init; } = ControlPlaneDeclarations.FakeCa.Default;

    public TimeSpan SecretTtl { get; init; } = ControlPlaneDeclarations.SecretTtl.Default;

    /// <summary>SO_MARK of the proxy's sockets; null for none.</summary>
    public uint? PacketMark { get; init; }

    /// <summary>Keep the caller's address towards the application: true is required, false never, null when possible.</summary>
    public bool? RequireOriginalSource { get; init; }

    public bool Ipv6 { get; init; } = TrafficDeclarations.Ipv6.Default;

    /// <summary>Connections that begin with a PROXY header go to 127.0.0.1 or ::1 instead of the workload's address (LOCALHOST_APP_TUNNEL).</summary>
    public bool LocalhostAppTunnel { get; init; } = TrafficDeclarations.LocalhostAppTunnel.Default;

    public bool Socks5 { get; init; } = TrafficDeclarations.Socks5.Default;

    public int PoolMaxStreams { get; init; } = TrafficDeclarations.PoolMaxStreams.Default;

    public TimeSpan PoolUnusedTimeout { get; init; } = TrafficDeclarations.PoolUnusedTimeout.Default;

    /// <summary>Bytes.</summary>
    public int StreamWindow { get; init; } = TrafficDeclarations.StreamWindow.Default;

    /// <summary>Bytes.</summary>
    public int ConnectionWindow { get; init; } = TrafficDeclarations.ConnectionWindow.Default;

    /// <summary>Bytes.</summary>
    public int FrameSize { get; init; } = TrafficDeclarations.FrameSize.Default;

    public KeepAliveSettings KeepAlive { get; init; } = new();

    /// <summary>How long open connections may go on after the order to stop.</summary>
    public TimeSpan TerminationDeadline { get; init; } = ProcessDeclarations.TerminationDeadline.Default;

    public int WorkerThreads { get; init; } = ProcessDeclarations.StandardThreads;

    public string InstanceIp { get; init; } = InstanceDeclarations.InstanceIp.Default;

    public string PodName { get; init; } = InstanceDeclarations.PodName.Default;

    public string PodNamespace { get; init; } = InstanceDeclarations.PodNamespace.Default;

    public string ServiceAccount { get; init; } = InstanceDeclarations.ServiceAccount.Default;

    public string TrustDomain { get; init; } = InstanceDeclarations.TrustDomain.Default;

    /// <summary>Sent to istiod as node metadata, values are text or JSON.</summary>
    public ValueMap<string, string> Metadata { get; init; } = ValueMap<string, string>.Empty;

    /// <summary>As <see cref="Metadata"/>, each value one JSON document.</summary>
    public ValueMap<string, string> JsonMetadata { get; init; } = ValueMap<string, string>.Empty;

    public ValueMap<string, string> XdsHeaders { get; init; } = ValueMap<string, string>.Empty;

    public ValueMap<string, string> CaHeaders { get; init; } = ValueMap<string, string>.Empty;

    /// <summary>Ask istiod for policies in dry-run mode too (ours), evaluate and report them.</summary>
    public bool DryRunPolicies { get; init; } = ControlPlaneDeclarations.DryRunPolicies.Default;

    /// <summary>Close open mesh connections whose peer no longer verifies when the trust bundle changes (ours).</summary>
    public bool CloseUntrusted { get; init; } = TrafficDeclarations.CloseUntrusted.Default;

    public bool JsonLog { get; init; } = ProcessDeclarations.JsonLog.Default;

    public string LogLevels { get; init; } = ProcessDeclarations.LogLevels.Default;

    public IpPort Admin { get; init; } = new(IpAddress.Loopback, ProxyConfigFile.StandardAdminPort);

    public IpPort Stats { get; init; } = new(IpAddress.Any6, ProxyConfigFile.StandardStatsPort);

    public IpPort Readiness { get; init; } = new(IpAddress.Any6, (ushort)ProcessDeclarations.ReadinessPort.Default);

    /// <summary>Ports of the proxy itself, where no connection may be sent on to: it would come back in.</summary>
    public bool IsForbiddenPort(ushort port) =>
        port is Ports.Outbound or Ports.Inbound or Ports.Hbone || (Socks5 && port == Ports.Socks5);
}
