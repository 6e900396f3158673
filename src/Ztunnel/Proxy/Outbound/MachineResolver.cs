using System.Net;
using System.Net.Sockets;
using Istio.Core.Net;

namespace Ztunnel.Proxy.Outbound;

/// <summary>The resolver of the machine: hosts file, resolv.conf and whatever else it is set to (getaddrinfo(3)).</summary>
internal static class MachineResolver
{
    /// <returns>Empty when there is no such name or it has no address; null when no server answered, so that the next caller queries again.</returns>
    public static async Task<IpAddress[]?> LookUpAsync(string hostname)
    {
        try
        {
            return Array.ConvertAll(await Dns.GetHostAddressesAsync(hostname), IpAddress.From);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? [] : null;
        }
        catch (ArgumentException)
        {
            return []; // no name at all: too long
        }
    }
}
