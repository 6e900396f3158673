using System.Text.Json;
using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Ztunnel.Settings;

namespace Ztunnel.Admin;

/// <summary>The effective settings under Istio's names; what this version does not have is left out.</summary>
internal static class SettingsJson
{
    public static void Write(Utf8JsonWriter json, ZtunnelSettings settings)
    {
        var any = settings.Ipv6 ? IpAddress.Any6 : IpAddress.Any;
        json.WriteStartObject("config");
        WriteLocalhost(json, "adminAddr", settings.Admin);
        json.WriteString("altCaHostname", settings.AltCaHostname);
        json.WriteString("altXdsHostname", settings.AltXdsHostname);
        json.WriteString("caAddress", settings.CaAddress?.OriginalString);
        WritePairs(json, "caHeaders", settings.CaHeaders);
        WriteRoot(json, "caRootCert", settings.CaAddress is null, settings.CaRoot);
        json.WriteBoolean("closeUntrustedConnections", settings.CloseUntrusted);
        json.WriteString("clusterDomain", settings.ClusterDomain);
        json.WriteString("clusterId", settings.ClusterId);
        json.WriteNumber("connectionWindowSize", settings.ConnectionWindow);
        json.WriteBoolean("dnsProxy", false);
        json.WriteBoolean("dryRunPolicies", settings.DryRunPolicies);
        json.WriteBoolean("fakeCa", settings.FakeCa);
        json.WriteBoolean("fakeSelfInbound", false);
        json.WriteNumber("frameSize", settings.FrameSize);
        json.WriteArray("illegalPorts", IllegalPorts(settings), static (writer, port) => writer.WriteNumberValue(port));
        json.WriteString("inboundAddr", new IpPort(any, Ports.Hbone).ToString());
        json.WriteString("inboundPlaintextAddr", new IpPort(any, Ports.Inbound).ToString());
        json.WriteBoolean("ipv6Enabled", settings.Ipv6);
        json.WriteString("localNode", settings.Node);
        json.WriteBoolean("localhostAppTunnel", settings.LocalhostAppTunnel);
        json.WriteString("network", settings.Network);
        json.WriteNumber("numWorkerThreads", settings.WorkerThreads);
        json.WriteString("outboundAddr", new IpPort(any, Ports.Outbound).ToString());
        WriteMark(json, settings.PacketMark);
        json.WriteNumber("poolMaxStreamsPerConn", settings.PoolMaxStreams);
        json.WriteDuration("poolUnusedReleaseTimeout", settings.PoolUnusedTimeout);
        json.WriteNull("preferedServiceNamespace"); // Istio's spelling
        json.WriteBoolean("proxy", settings.Proxy);
        json.WriteString("proxyArgs", settings.Arguments);
        WriteMap(json, "proxyMetadata", settings.Metadata);
        json.WriteString("proxyMode", settings.Mode.ToString());
        WriteWorkload(json, settings.Workload);
        WriteSocket(json, "readinessAddr", settings.Readiness);
        WriteOptional(json, "requireOriginalSource", settings.RequireOriginalSource);
        json.WriteDuration("secretTtl", settings.SecretTtl);
        json.WriteDuration("selfTerminationDeadline", settings.TerminationDeadline);
        WriteKeepAlive(json, settings.KeepAlive);
        json.WriteString("socks5Addr", settings.Socks5 ? new IpPort(IpAddress.Loopback, Ports.Socks5).ToString() : null);
        WriteSocket(json, "statsAddr", settings.Stats);
        json.WriteNumber("windowSize", settings.StreamWindow);
        json.WriteString("xdsAddress", settings.XdsAddress?.OriginalString);
        WritePairs(json, "xdsHeaders", settings.XdsHeaders);
        json.WriteBoolean("xdsOnDemand", false);
        WriteRoot(json, "xdsRootCert", settings.XdsAddress is null, settings.XdsRoot);
        json.WriteNull("ztunnelIdentity"); // there is no proxy of ztunnel's own pod outside shared mode
        json.WriteNull("ztunnelWorkload");
        json.WriteEndObject();
    }

    private static int[] IllegalPorts(ZtunnelSettings settings)
    {
        int[] ports = [Ports.Hbone, Ports.Inbound, Ports.Outbound];
        return settings.Socks5 ? [.. ports, Ports.Socks5] : ports;
    }

    private static void WriteLocalhost(Utf8JsonWriter json, string name, IpPort address)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("Localhost");
        json.WriteBooleanValue(false); // IPv4 loopback alone
        json.WriteNumberValue(address.Port);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSocket(Utf8JsonWriter json, string name, IpPort address)
    {
        json.WriteStartObject(name);
        json.WriteString("SocketAddr", address.ToString());
        json.WriteEndObject();
    }

    private static void WriteRoot(Utf8JsonWriter json, string name, bool unused, string root)
    {
        if (unused || root.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            json.WriteString(name, "Static");
        }
        else if (root == "SYSTEM")
        {
            json.WriteString(name, "Default");
        }
        else
        {
            json.WriteStartObject(name);
            json.WriteString("File", root);
            json.WriteEndObject();
        }
    }

    private static void WritePairs(Utf8JsonWriter json, string name, ValueMap<string, string> pairs) =>
        json.WriteTexts(name, pairs.Keys.OrderBy(key => key, StringComparer.Ordinal)); // names only: values may be secrets

    private static void WriteMap(Utf8JsonWriter json, string name, ValueMap<string, string> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteMark(Utf8JsonWriter json, uint? mark)
    {
        if (mark is { } value)
        {
            json.WriteNumber("packetMark", value);
        }
        else
        {
            json.WriteNull("packetMark");
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteWorkload(Utf8JsonWriter json, ServedWorkload? workload)
    {
        if (workload is null)
        {
            json.WriteNull("proxyWorkloadInformation");
            return;
        }

        json.WriteStartObject("proxyWorkloadInformation");
        json.WriteString("name", workload.Name);
        json.WriteString("namespace", workload.Namespace);
        json.WriteString("serviceAccount", workload.ServiceAccount);
        json.WriteEndObject();
    }

    private static void WriteKeepAlive(Utf8JsonWriter json, KeepAliveSettings keepAlive)
    {
        json.WriteStartObject("socketConfig");
        json.WriteBoolean("keepaliveEnabled", keepAlive.Enabled);
        json.WriteDuration("keepaliveInterval", keepAlive.Interval);
        json.WriteNumber("keepaliveRetries", keepAlive.Retries);
        json.WriteDuration("keepaliveTime", keepAlive.Time);
        json.WriteBoolean("userTimeoutEnabled", keepAlive.UserTimeout);
        json.WriteEndObject();
    }
}
