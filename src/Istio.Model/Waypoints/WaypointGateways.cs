using System.Globalization;
using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Model.Kinds.GatewayApi.GatewayClasses;
using Istio.Model.Kinds.GatewayApi.Gateways;
using Istio.Model.Services;

namespace Istio.Model.Waypoints;

/// <summary>Gateways as waypoints.</summary>
public static class WaypointGateways
{
    private const string HboneProtocol = "HBONE";

    /// <summary>Null for a gateway without HBONE listener, and for one that has no address yet and so is not ready.</summary>
    /// <param name="network">Network of the gateway's addresses.</param>
    public static Waypoint? Resolve(Gateway gateway, GatewayClass? gatewayClass, string network)
    {
        foreach (var listener in gateway.Listeners)
        {
            if (listener.Protocol == HboneProtocol && listener.Port == Ports.Hbone)
            {
                return AddressOf(gateway, network) is { } address
                    ? new Waypoint(gateway.ObjectName, address, TrafficOf(gateway, gatewayClass), listener.AllowedNamespaces, BindingOf(gateway, gatewayClass))
                    : null;
            }
        }

        return null;
    }

    /// <summary>A host name is preferred: it goes on meaning the same when addresses change.</summary>
    private static WaypointAddress? AddressOf(Gateway gateway, string network)
    {
        WaypointAddress? byAddress = null;
        foreach (var address in gateway.StatusAddresses)
        {
            if (address.IsHostname)
            {
                return new WaypointAddress(new ServiceName(gateway.Metadata.Namespace, address.Value), default, Ports.Hbone);
            }

            if (byAddress is null && IpAddress.TryParse(address.Value, out var ip))
            {
                byAddress = new WaypointAddress(null, new NetworkAddress(network, ip), Ports.Hbone);
            }
        }

        return byAddress;
    }

    private static WaypointTraffic TrafficOf(Gateway gateway, GatewayClass? gatewayClass)
    {
        var written = gateway.Metadata.Label(Labels.WaypointFor);
        var traffic = written.Length > 0 ? written : gatewayClass?.Metadata.Label(Labels.WaypointFor) ?? "";
        return traffic switch
        {
            "workload" => WaypointTraffic.Workload,
            "all" => WaypointTraffic.All,
            "none" => WaypointTraffic.None,
            _ => WaypointTraffic.Service,
        };
    }

    /// <summary>Reads <c>PROTOCOL/PORT</c> or <c>PROTOCOL</c>.</summary>
    private static ApplicationTunnel? BindingOf(Gateway gateway, GatewayClass? gatewayClass)
    {
        var written = gateway.Metadata.Annotation(Annotations.WaypointInboundBinding);
        var binding = written.Length > 0 ? written : gatewayClass?.Metadata.Annotation(Annotations.WaypointInboundBinding) ?? "";
        var slash = binding.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? binding : binding[..slash];
        var port = 0;
        var valid = protocol is "PROXY" or "NONE"
            && (slash < 0 || (int.TryParse(binding.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535));
        return valid ? new ApplicationTunnel(protocol == "PROXY", port) : null;
    }
}
