using Google.Protobuf;
using Istio.Core.Net;

namespace Istio.Translation.Ambient;

/// <summary>Addresses as the workload API carries them: 4 or 16 bytes in network order.</summary>
internal static class AddressBytes
{
    public static ByteString Of(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return ByteString.CopyFrom(bytes[..address.Write(bytes)]);
    }
}
