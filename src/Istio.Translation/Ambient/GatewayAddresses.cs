using Istio.Api.Workload;
using Istio.Model.Waypoints;

namespace Istio.Translation.Ambient;

/// <summary>Where a waypoint or network gateway is reached.</summary>
internal static class GatewayAddresses
{
    public static GatewayAddress? Build(WaypointAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var message = new GatewayAddress { HboneMtlsPort = (uint)address.HbonePort };
        if (address.Host is { } host)
        {
            message.Hostname = new NamespacedHostname { Namespace = host.Namespace, Hostname = host.Hostname };
        }
        else
        {
            message.Address = NetworkAddresses.Build(address.Address);
        }

        return message;
    }
}
