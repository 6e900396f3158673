using System.Net;

namespace Istioctl.Playground.Preflight;

/// <summary>Refuses to start on addresses that are in use already.</summary>
internal static class AddressCheck
{
    /// <exception cref="CannotStart">An address is taken; the message names it and, when visible, the process.</exception>
    public static void Require(IEnumerable<IPEndPoint> wanted, LoopbackNetwork network)
    {
        var taken = ListeningSockets.Read();
        foreach (var address in wanted)
        {
            foreach (var socket in taken)
            {
                if (socket.Occupies(address))
                {
                    Refuse(address, socket, network);
                }
            }
        }
    }

    private static void Refuse(IPEndPoint address, ListeningSocket socket, LoopbackNetwork network)
    {
        var owner = SocketOwner.Find(socket.Inode) ?? "another program";
        throw new CannotStart(
            $"{address} is in use by {owner}.",
            $"Stop it (is another playground running?), or move this one to other addresses with --network {network.Next}.");
    }
}
