using System.Net;

namespace Istioctl.Playground.Preflight;

/// <summary>A TCP socket of this machine in the state LISTEN.</summary>
/// <param name="Inode">Identifies the socket in <c>/proc/PID/fd</c>.</param>
internal readonly record struct ListeningSocket(IPEndPoint Address, long Inode)
{
    /// <summary>Whether a program that wants to listen on this address would be refused, or worse, share it.</summary>
    public bool Occupies(IPEndPoint wanted) =>
        Address.Port == wanted.Port && (Address.Address.Equals(wanted.Address) || Address.Address.Equals(IPAddress.Any) || Address.Address.Equals(IPAddress.IPv6Any));
}
