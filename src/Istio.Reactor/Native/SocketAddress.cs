using System.Buffers.Binary;
using Istio.Core.Net;

namespace Istio.Reactor.Native;

/// <summary><c>sockaddr_in</c> (16 bytes) and <c>sockaddr_in6</c> (28 bytes) to and from <see cref="IpPort"/>.</summary>
internal static unsafe class SocketAddress
{
    public const int MaximumLength = 28;

    private const int Length4 = 16;
    private const int PortOffset = 2;
    private const int AddressOffset4 = 4;
    private const int AddressOffset6 = 8;

    public static int FamilyOf(IpAddress address) => address.IsV6 ? SocketConstants.AF_INET6 : SocketConstants.AF_INET;

    /// <summary>Writes <paramref name="value"/> at <paramref name="at"/>, which has room for <see cref="MaximumLength"/> bytes.</summary>
    public static uint Write(IpPort value, byte* at)
    {
        var bytes = new Span<byte>(at, MaximumLength);
        bytes.Clear();
        *(ushort*)at = (ushort)FamilyOf(value.Address);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], value.Port);
        value.Address.Write(bytes[(value.Address.IsV6 ? AddressOffset6 : AddressOffset4)..]);
        return value.Address.IsV6 ? MaximumLength : (uint)Length4;
    }

    /// <summary>Reads what the kernel wrote. An IPv4 address mapped into IPv6 (a dual stack listener) becomes plain IPv4.</summary>
    public static IpPort Read(byte* at)
    {
        var bytes = new ReadOnlySpan<byte>(at, MaximumLength);
        var raw = *(ushort*)at == SocketConstants.AF_INET6 ? bytes.Slice(AddressOffset6, 16) : bytes.Slice(AddressOffset4, 4);
        return IpAddress.TryRead(raw, out var address)
            ? new IpPort(address, BinaryPrimitives.ReadUInt16BigEndian(bytes[PortOffset..]))
            : throw new InvalidOperationException("A kernel address has 4 or 16 bytes.");
    }
}
