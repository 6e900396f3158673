using System.Buffers.Binary;
using Istio.Load.Pairs;
using Istio.Reactor;

namespace Istio.Load.Load;

/// <summary>Opens connections through a pair.</summary>
internal static class Caller
{
    private const byte SocksVersion = 5;

    public static async Task<TcpStream> DialAsync(ReactorLoop loop, ProxyEntry entry)
    {
        var stream = (await TcpStream.ConnectAsync(loop, entry.Address, TcpConnectOptions.Default)).Require();
        if (entry.SocksTarget is { } target)
        {
            var message = new byte[10];
            await Transfers.WriteAsync(stream, new byte[] { SocksVersion, 1, 0 });
            await Transfers.ReadExactlyAsync(stream, message.AsMemory(0, 2));
            message = [SocksVersion, 1, 0, 1, 0, 0, 0, 0, 0, 0];
            target.Address.Write(message.AsSpan(4));
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), target.Port);
            await Transfers.WriteAsync(stream, message);
            await Transfers.ReadExactlyAsync(stream, message);
            if (message[1] != 0)
            {
                throw new IOException($"SOCKS5 refuses {target}: code {message[1]}");
            }
        }

        return stream;
    }
}
