using Ztunnel.Proxy.Outbound;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.Proxy.Tls;
using Ztunnel.Settings;
using Ztunnel.State;

namespace Ztunnel.Proxy;

/// <summary>What all proxies of the process share; every part may be used from any loop.</summary>
internal sealed record ProxyServices(
    ZtunnelSettings Settings, MeshStore Mesh, MeshTls Tls, TrafficMetrics Metrics, HostnameCache Names, RefusalLog Refusals, TimeProvider Clock);
