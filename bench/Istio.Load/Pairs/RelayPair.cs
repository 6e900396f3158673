using Istio.Core.Net;
using Istio.Load.Processes;

namespace Istio.Load.Pairs;

/// <summary>Pairs made of this program itself: the plain relay, the bare tunnel, and no pair at all.</summary>
internal static class RelayPair
{
    /// <summary>
    /// An application that callers dial directly: what one receive and one send of a message cost on this machine, whatever is between them. A pair of proxies
    /// cannot do with less than two of each per request, and needs four when requests do not share the tunnel's.
    /// </summary>
    public static async Task<ProxyPair> StartDirectAsync()
    {
        var application = await ChildProcess.StartSelfAsync("app", IpAddress.Loopback.ToString());
        return new ProxyPair(PairFactory.Direct, new ProxyEntry(application.Address), application);
    }

    public static async Task<ProxyPair> StartPlainAsync(IpPort application)
    {
        var server = await ChildProcess.StartSelfAsync("relay", application.ToString());
        var client = await ChildProcess.StartSelfAsync("relay", server.Address.ToString());
        return new ProxyPair("plain", new ProxyEntry(client.Address), client, server);
    }

    public static async Task<ProxyPair> StartTunnelAsync(IpPort application, string certificates)
    {
        var server = await ChildProcess.StartSelfAsync("tunnel-server", application.ToString(), certificates);
        var client = await ChildProcess.StartSelfAsync("tunnel-client", server.Address.ToString(), certificates);
        return new ProxyPair("bare", new ProxyEntry(client.Address), client, server);
    }
}
