using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Ztunnel.Tests.Proxy;

/// <summary>
/// Reads options off TCP sockets of this process that other code has opened. By system calls: a Socket made of somebody else's descriptor would change its
/// mode.
/// </summary>
internal static unsafe partial class OpenSocket
{
    private const int Tcp = 6;
    private const ushort Ipv4 = 2;
    private const int Ipv4Length = 16;

    /// <summary>
    /// The value of an option of level IPPROTO_TCP on the one IPv4 socket that is connected with <paramref name="remote"/>, as getsockopt(2) gives it.
    /// </summary>
    public static int TcpOption(IPEndPoint remote, int option)
    {
        var descriptor = Assert.Single(Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Descriptor), fd => remote.Equals(Peer(fd)));
        int value;
        uint length = sizeof(int);
        Assert.Equal(0, getsockopt(descriptor, Tcp, option, &value, &length));
        return value;
    }

    private static int Descriptor(string link) => int.Parse(Path.GetFileName(link), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Null when it is no connected IPv4 socket.</summary>
    private static IPEndPoint? Peer(int descriptor)
    {
        var raw = stackalloc byte[128];
        var length = 128U;
        if (getpeername(descriptor, raw, &length) != 0 || length != Ipv4Length || *(ushort*)raw != Ipv4)
        {
            return null;
        }

        var address = new ReadOnlySpan<byte>(raw, Ipv4Length);
        return new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
    }

    [LibraryImport("libc")]
    private static partial int getpeername(int descriptor, byte* address, uint* length);

    [LibraryImport("libc")]
    private static partial int getsockopt(int descriptor, int level, int name, void* value, uint* length);
}
