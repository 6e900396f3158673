using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Settings;

namespace Ztunnel.Proxy;

/// <summary>Opens the connections of the proxy, to applications and to other proxies, with the socket options that are set from outside.</summary>
internal static class Dialing
{
    /// <param name="source">The source address, its port is the kernel's choice; null leaves both to the kernel.</param>
    /// <param name="transparent">The source address is foreign; see <see cref="TcpConnectOptions.Transparent"/>.</param>
    /// <param name="withinHost">See <see cref="TcpConnectOptions.WithinHost"/>.</param>
    public static ValueTask<IoResult<TcpStream>> DialAsync(
        this ReactorLoop loop, ZtunnelSettings settings, IpPort target, IpAddress? source, bool transparent = false, bool? withinHost = null)
    {
        var dialled = TcpStream.ConnectAsync(loop, target, new TcpConnectOptions
        {
            LocalAddress = source is { } address ? new IpPort(address, 0) : null,
            Transparent = transparent,
            Mark = settings.PacketMark ?? 0,
            KeepAlive = settings.KeepAlive.ToTcp(),
            WithinHost = withinHost,
        });
        return settings.KeepAlive.UnacknowledgedLimit is { } limit ? LimitAsync(dialled, limit) : dialled;
    }

    private static async ValueTask<IoResult<TcpStream>> LimitAsync(ValueTask<IoResult<TcpStream>> dialled, TimeSpan limit)
    {
        var result = await dialled;
        result.Value?.TrySetUserTimeout(limit); // refused by the kernel: its own limit holds, as in Istio
        return result;
    }
}
