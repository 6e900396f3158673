using Istio.Core.Net;
using Istio.Load.Processes;

namespace Istio.Load.Pairs;

/// <summary>Pairs made of this program itself: the plain relay and the bare tunnel.</summary>
internal static class RelayPair
{
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
