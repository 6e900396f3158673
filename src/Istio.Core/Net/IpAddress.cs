using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Istio.Core.Net;

/// <summary>
/// An IPv4 or IPv6 address as a value: no allocation to hold, compare or hash. IPv4-mapped IPv6 addresses become IPv4 on the way in,
/// because every lookup of the mesh is by the canonical form. The default value is no address (<see cref="IsNone"/>).
/// </summary>
public readonly record struct IpAddress : ISpanFormattable
{
    // Two words rather than a UInt128, whose alignment would make this 32 bytes instead of 24.
    private readonly ulong _upper;
    private readonly ulong _lower;
    private readonly byte _length;

    private IpAddress(UInt128 bits, byte length)
    {
        _upper = (ulong)(bits >> 64);
        _lower = (ulong)bits;
        _length = length;
    }

    /// <summary>127.0.0.1.</summary>
    public static IpAddress Loopback { get; } = new(0x7f000001, 4);

    /// <summary>::1.</summary>
    public static IpAddress Loopback6 { get; } = new(UInt128.One, 16);

    /// <summary>0.0.0.0.</summary>
    public static IpAddress Any { get; } = new(UInt128.Zero, 4);

    /// <summary>::.</summary>
    public static IpAddress Any6 { get; } = new(UInt128.Zero, 16);

    public bool IsNone => _length == 0;

    public bool IsV4 => _length == 4;

    public bool IsV6 => _length == 16;

    /// <summary>4 or 16; 0 for no address.</summary>
    public int Length => _length;

    /// <summary>The address as a number; IPv4 addresses occupy the lowest 32 bits.</summary>
    public UInt128 Bits => new(_upper, _lower);

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => IsV4 ? (_lower >> 24) == 127 : IsV6 && Bits == UInt128.One;

    /// <summary>0.0.0.0 or ::.</summary>
    public bool IsUnspecified => !IsNone && (_upper | _lower) == 0;

    /// <summary>Reads 4 or 16 bytes in network order; any other length gives false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IpAddress address)
    {
        switch (bytes.Length)
        {
            case 4:
                address = new(BinaryPrimitives.ReadUInt32BigEndian(bytes), 4);
                return true;
            case 16:
                address = FromV6(BinaryPrimitives.ReadUInt128BigEndian(bytes));
                return true;
            default:
                address = default;
                return false;
        }
    }

    /// <summary>Accepts dotted IPv4 with four parts and IPv6 text without brackets or scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.IsEmpty || text.ContainsAny('[', ']', '%') || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        if (parsed.AddressFamily == AddressFamily.InterNetwork && !IsDottedDecimal(text))
        {
            return false;
        }

        address = From(parsed);
        return true;
    }

    /// <exception cref="FormatException">The text is not an address.</exception>
    public static IpAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"\"{text}\" is not an IP address");

    public static IpAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && TryRead(bytes[..length], out var result) ? result : default;
    }

    /// <summary>Writes 4 or 16 bytes in network order and returns how many.</summary>
    public int Write(Span<byte> destination)
    {
        if (IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_lower);
        }
        else if (IsV6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, Bits);
        }

        return _length;
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPAddress(bytes[..Write(bytes)]);
    }

    public override string ToString() => string.Create(null, stackalloc char[46], $"{this}");

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = 0;
        if (IsNone)
        {
            return true;
        }

        if (IsV6)
        {
            return ToIPAddress().TryFormat(destination, out charsWritten);
        }

        var bits = (uint)_lower;
        return destination.TryWrite(null, $"{bits >> 24}.{(bits >> 16) & 255}.{(bits >> 8) & 255}.{bits & 255}", out charsWritten);
    }

    /// <summary>inet_aton's shorthands (<c>10.1</c>), octal (<c>010.0.0.1</c>) and hexadecimal parts are not addresses in any Istio format.</summary>
    private static bool IsDottedDecimal(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if ((part.Length > 1 && part[0] == '0') || part.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        return text.Count('.') == 3;
    }

    private static IpAddress FromV6(UInt128 bits) =>
        bits >> 32 == 0xffff ? new(bits & uint.MaxValue, 4) : new(bits, 16);
}
