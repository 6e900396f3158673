using System.Globalization;

namespace Istio.Core.Net;

/// <summary>An address range in CIDR notation. Host bits are ignored: 10.1.2.3/8 is 10.0.0.0/8. Families never match each other.</summary>
public readonly record struct CidrBlock
{
    private readonly UInt128 _network;
    private readonly UInt128 _mask;

    private CidrBlock(IpAddress address, byte prefixLength)
    {
        Address = address;
        PrefixLength = prefixLength;
        _mask = Mask(address.Length * 8, prefixLength);
        _network = address.Bits & _mask;
    }

    /// <summary>The address as it was written, host bits included.</summary>
    public IpAddress Address { get; }

    /// <summary>0 to 32 or 0 to 128.</summary>
    public byte PrefixLength { get; }

    public static bool TryCreate(IpAddress address, uint prefixLength, out CidrBlock block)
    {
        var valid = !address.IsNone && prefixLength <= address.Length * 8;
        block = valid ? new CidrBlock(address, (byte)prefixLength) : default;
        return valid;
    }

    /// <summary>Accepts <c>address/length</c> and a bare address (one host).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CidrBlock block)
    {
        block = default;
        var slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
        {
            return false;
        }

        if (slash < 0)
        {
            return TryCreate(address, (uint)address.Length * 8, out block);
        }

        return byte.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && TryCreate(address, length, out block);
    }

    public bool Contains(IpAddress address) => address.Length == Address.Length && !address.IsNone && (address.Bits & _mask) == _network;

    public bool Equals(CidrBlock other) => Address == other.Address && PrefixLength == other.PrefixLength;

    public override int GetHashCode() => HashCode.Combine(Address, PrefixLength);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    private static UInt128 Mask(int bits, int prefixLength) =>
        prefixLength == 0 ? UInt128.Zero : (UInt128.MaxValue << (bits - prefixLength)) & (UInt128.MaxValue >> (128 - bits));
}
