using System.Globalization;
using System.Net;

namespace Istio.Core.Net;

/// <summary>One end of a TCP connection as a value. Text form <c>10.0.0.1:80</c> or <c>[::1]:80</c>.</summary>
public readonly record struct IpPort(IpAddress Address, ushort Port) : ISpanFormattable
{
    /// <summary>Accepts <c>ip:port</c> with IPv6 in brackets; names are refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPort result)
    {
        result = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = text[..colon];
        var bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (!IpAddress.TryParse(bracketed ? host[1..^1] : host, out var address) || (!bracketed && host.Contains(':')))
        {
            return false;
        }

        result = new(address, port);
        return true;
    }

    /// <exception cref="FormatException">The text is not <c>ip:port</c>.</exception>
    public static IpPort Parse(string text) =>
        TryParse(text, out var result) ? result : throw new FormatException($"\"{text}\" is not ip:port");

    public static IpPort From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new(IpAddress.From(endPoint.Address), (ushort)endPoint.Port);
    }

    public IPEndPoint ToIPEndPoint() => new(Address.ToIPAddress(), Port);

    public override string ToString() => string.Create(null, stackalloc char[56], $"{this}");

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Address.IsV6
            ? destination.TryWrite(null, $"[{Address}]:{Port}", out charsWritten)
            : destination.TryWrite(null, $"{Address}:{Port}", out charsWritten);
}
