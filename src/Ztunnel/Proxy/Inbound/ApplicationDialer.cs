using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Settings;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Connects to the served application, from the client's own address when the kernel allows it, so that the application sees who calls.</summary>
internal sealed class ApplicationDialer(ReactorLoop loop, ZtunnelSettings settings)
{
    public ValueTask<IoResult<TcpStream>> DialAsync(IpAddress client, IpPort target)
    {
        // A workload that calls itself keeps its own address: with both ends equal the kernel takes them for one socket.
        var preserve = settings.RequireOriginalSource != false && client != target.Address && client.Length == target.Address.Length;
        return TcpStream.ConnectAsync(loop, target, new TcpConnectOptions
        {
            LocalAddress = preserve ? new IpPort(client, 0) : null,
            Transparent = preserve,
            Mark = settings.PacketMark ?? 0,
            KeepAlive = settings.KeepAlive.ToTcp(),
            WithinHost = true, // The application is in the pod that the address belongs to.
        });
    }
}
