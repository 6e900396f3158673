using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Settings;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Connects to the served application, from the client's own address when the kernel allows it, so that the application sees who calls.</summary>
internal sealed class ApplicationDialer(ReactorLoop loop, ZtunnelSettings settings)
{
    /// <summary>The application is in the pod that the address belongs to.</summary>
    private const bool InPod = true;

    /// <param name="proxied">The application gets the address of its client in a PROXY header.</param>
    public ValueTask<IoResult<TcpStream>> DialAsync(IpAddress client, IpPort target, bool proxied)
    {
        if (proxied && settings.LocalhostAppTunnel)
        {
            // The application need not listen where others could reach it past this proxy. Both ends are loopback: the kernel drops other sources there.
            var loopback = target.Address.IsV4 ? IpAddress.Loopback : IpAddress.Loopback6;
            return loop.DialAsync(settings, new(loopback, target.Port), loopback, withinHost: InPod);
        }

        // A workload that calls itself keeps its own address: with both ends equal the kernel takes them for one socket.
        var preserve = settings.RequireOriginalSource != false && client != target.Address && client.Length == target.Address.Length;
        return loop.DialAsync(settings, target, preserve ? client : null, transparent: preserve, withinHost: InPod);
    }
}
