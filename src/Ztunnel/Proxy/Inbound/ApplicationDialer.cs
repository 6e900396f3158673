using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Settings;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Connects to the served application, from the client's own address when the kernel allows it, so that the application sees who calls.</summary>
internal sealed class ApplicationDialer(ReactorLoop loop, ZtunnelSettings settings)
{
    /// <param name="proxied">The application learns of its client from a PROXY header.</param>
    public ValueTask<IoResult<TcpStream>> DialAsync(IpAddress client, IpPort target, bool proxied)
    {
        if (proxied && settings.LocalhostAppTunnel)
        {
            // The application need not listen where others could reach it past this proxy. Both ends are loopback: the kernel drops other sources there.
            var loopback = target.Address.IsV4 ? IpAddress.Loopback : IpAddress.Loopback6;
            return ConnectAsync(new(loopback, target.Port), loopback, transparent: false);
        }

        // A workload that calls itself keeps its own address: with both ends equal the kernel takes them for one socket.
        var preserve = settings.RequireOriginalSource != false && client != target.Address && client.Length == target.Address.Length;
        return ConnectAsync(target, preserve ? client : null, transparent: preserve);
    }

    private ValueTask<IoResult<TcpStream>> ConnectAsync(IpPort target, IpAddress? source, bool transparent) =>
        TcpStream.ConnectAsync(loop, target, new TcpConnectOptions
        {
            LocalAddress = source is { } address ? new IpPort(address, 0) : null,
            Transparent = transparent,
            Mark = settings.PacketMark ?? 0,
            KeepAlive = settings.KeepAlive.ToTcp(),
            WithinHost = true, // The application is in the pod that the address belongs to.
        });
}
