using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Kinds.GatewayApi.Gateways;

namespace Istio.Model.Networks;

/// <summary>Gateways that lead into other networks: those of the class for gateways that run elsewhere, labelled with their network.</summary>
public static class NetworkGateways
{
    private const string RemoteClass = "istio-remote";
    private const string HboneProtocol = "HBONE";

    /// <summary>One for each address; none for other Gateways.</summary>
    public static ValueList<NetworkGateway> Of(Gateway gateway)
    {
        var network = gateway.Metadata.Label(Labels.Network);
        if (gateway.ClassName != RemoteClass || network.Length == 0 || HbonePort(gateway) is not { } port)
        {
            return [];
        }

        var account = gateway.Metadata.Annotation(Annotations.GatewayServiceAccount);
        var gateways = new List<NetworkGateway>();
        foreach (var address in gateway.Addresses)
        {
            if (address.IsHostname)
            {
                gateways.Add(new NetworkGateway(gateway.ObjectName, network, default, address.Value, port, account));
            }
            else if (IpAddress.TryParse(address.Value, out var ip))
            {
                gateways.Add(new NetworkGateway(gateway.ObjectName, network, ip, "", port, account));
            }
        }

        return gateways.ToValueList();
    }

    private static int? HbonePort(Gateway gateway)
    {
        foreach (var listener in gateway.Listeners)
        {
            if (listener.Protocol == HboneProtocol)
            {
                return listener.Port;
            }
        }

        return null;
    }
}
