using System.Buffers.Binary;
using System.Text;
using Istio.Core.Net;

namespace Ztunnel.Proxy.Headers;

/// <summary>
/// The header with which a connection to a sandwiched waypoint begins: PROXY protocol version 2 (haproxy.org, proxy-protocol.txt 2.2), command PROXY over a
/// stream, with the caller's identity in a field of Istio's.
/// </summary>
internal static class ProxyProtocol
{
    private const byte Version2Proxy = 0x21;
    private const byte TcpOver4 = 0x11;
    private const byte TcpOver6 = 0x21;
    private const int FixedLength = 16;

    /// <summary>Istio's field: the caller's SPIFFE URI as text.</summary>
    private const byte IdentityField = 0xd0;

    private static ReadOnlySpan<byte> Signature => [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    /// <param name="source">The client's own address.</param>
    /// <param name="destination">
    /// Where the client wanted to go. When the two are of different families the IPv4 one is written as an IPv6-mapped address: the format has one family.
    /// </param>
    /// <param name="identity">The SPIFFE URI of the client's certificate; null leaves the field out.</param>
    public static byte[] Write(IpPort source, IpPort destination, string? identity)
    {
        var isV4 = source.Address.IsV4 && destination.Address.IsV4;
        var addressLength = isV4 ? 4 : 16;
        var identityLength = identity is null ? 0 : 3 + Encoding.UTF8.GetByteCount(identity);
        var header = new byte[FixedLength + (2 * addressLength) + 4 + identityLength];
        Signature.CopyTo(header);
        header[12] = Version2Proxy;
        header[13] = isV4 ? TcpOver4 : TcpOver6;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(14), (ushort)(header.Length - FixedLength));
        var rest = header.AsSpan(FixedLength);
        WriteAddress(rest[..addressLength], source.Address);
        WriteAddress(rest.Slice(addressLength, addressLength), destination.Address);
        rest = rest[(2 * addressLength)..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], destination.Port);
        if (identity is not null)
        {
            WriteField(rest[4..], identity);
        }

        return header;
    }

    private static void WriteAddress(Span<byte> destination, IpAddress address)
    {
        if (address.Length < destination.Length)
        {
            destination[10] = destination[11] = 0xff; // ::ffff:a.b.c.d
            destination = destination[12..];
        }

        address.Write(destination);
    }

    private static void WriteField(Span<byte> destination, string identity)
    {
        destination[0] = IdentityField;
        var length = Encoding.UTF8.GetBytes(identity, destination[3..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)length);
    }
}
