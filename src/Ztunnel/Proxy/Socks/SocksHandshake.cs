using System.Buffers.Binary;
using System.Text;
using Istio.Core.Net;
using Istio.Reactor;

namespace Ztunnel.Proxy.Socks;

/// <summary>Reads a SOCKS5 greeting and request (RFC 1928 sections 3 and 4).</summary>
internal static class SocksHandshake
{
    private const byte Version = 5;
    private const byte NoAuthentication = 0;
    private const byte NoAcceptableMethod = 0xff;
    private const byte Connect = 1;
    private const byte IPv4 = 1;
    private const byte DomainName = 3;
    private const byte IPv6 = 4;

    /// <summary>Answers the greeting and returns the request; its reply is the caller's.</summary>
    public static async ValueTask<SocksRequest> ReadAsync(ByteStream client)
    {
        var buffer = new byte[256];

        // 1. Version and methods; one of them must be "no authentication".
        if (!await ReadExactlyAsync(client, buffer.AsMemory(0, 2)) || buffer[0] != Version)
        {
            return SocksRequest.Refused("not a SOCKS5 client");
        }

        var methods = buffer.AsMemory(2, Math.Min(buffer[1], (byte)253));
        if (!await ReadExactlyAsync(client, methods) || !methods.Span.Contains(NoAuthentication))
        {
            await client.WriteAllAsync(new byte[] { Version, NoAcceptableMethod });
            return SocksRequest.Refused("the client wants to authenticate, which is not offered");
        }

        // 2. Request: version, command, reserved, address type.
        if (!await client.WriteAllAsync(new byte[] { Version, NoAuthentication }) || !await ReadExactlyAsync(client, buffer.AsMemory(0, 4)) || buffer[0] != Version)
        {
            return SocksRequest.Refused("no SOCKS5 request");
        }

        if (buffer[1] != Connect)
        {
            await SocksReply.SendAsync(client, SocksReply.CommandNotSupported);
            return SocksRequest.Refused($"SOCKS5 command {buffer[1]} is not offered");
        }

        // 3. Address and port.
        return buffer[3] switch
        {
            IPv4 => await ReadAddressAsync(client, buffer.AsMemory(0, 6)),
            IPv6 => await ReadAddressAsync(client, buffer.AsMemory(0, 18)),
            DomainName => await ReadNameAsync(client, buffer),
            _ => await RefuseTypeAsync(client, buffer[3]),
        };
    }

    private static async ValueTask<SocksRequest> ReadAddressAsync(ByteStream client, Memory<byte> bytes)
    {
        if (!await ReadExactlyAsync(client, bytes) || !IpAddress.TryRead(bytes.Span[..^2], out var address))
        {
            return SocksRequest.Refused("the client left in mid request");
        }

        return new(new(address, BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[^2..])), null, null);
    }

    private static async ValueTask<SocksRequest> ReadNameAsync(ByteStream client, byte[] buffer)
    {
        if (!await ReadExactlyAsync(client, buffer.AsMemory(0, 1)) || buffer[0] is 0 or > 253)
        {
            return SocksRequest.Refused("host name of an impossible length");
        }

        var bytes = buffer.AsMemory(0, buffer[0] + 2);
        if (!await ReadExactlyAsync(client, bytes))
        {
            return SocksRequest.Refused("the client left in mid request");
        }

        var host = Encoding.ASCII.GetString(bytes.Span[..^2]);
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[^2..]);
        return IpAddress.TryParse(host, out var address) ? new(new(address, port), null, null) : new(new(default, port), host, null);
    }

    private static async ValueTask<SocksRequest> RefuseTypeAsync(ByteStream client, byte type)
    {
        await SocksReply.SendAsync(client, SocksReply.AddressTypeNotSupported);
        return SocksRequest.Refused($"SOCKS5 address type {type} is not known");
    }

    private static async ValueTask<bool> ReadExactlyAsync(ByteStream client, Memory<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var read = client.TryRead(destination.Span);
            if (read is ByteStream.EndOfStream or ByteStream.Failed)
            {
                return false;
            }

            if (read == ByteStream.WouldBlock)
            {
                await client.ReadableAsync();
                continue;
            }

            destination = destination[read..];
        }

        return true;
    }
}
