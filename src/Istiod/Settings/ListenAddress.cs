using System.Globalization;
using System.Net;

namespace Istiod.Settings;

/// <summary>Where to listen. Flags write it as Go does: <c>:8080</c> is every address of the machine; port 0 lets the system choose.</summary>
internal static class ListenAddress
{
    /// <param name="address"><see langword="null"/> for an empty text: do not listen.</param>
    public static bool TryParse(string text, out IPEndPoint? address)
    {
        address = null;
        if (text.Length == 0)
        {
            return true;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = Host(text[..colon]);
        address = host is null ? null : new(host, port);
        return host is not null;
    }

    public static string Format(IPEndPoint? address) =>
        address is null ? "" : address.Address.Equals(IPAddress.IPv6Any) ? string.Create(CultureInfo.InvariantCulture, $":{address.Port}") : address.ToString();

    private static IPAddress? Host(string text) => text switch
    {
        "" => IPAddress.IPv6Any,
        "localhost" => IPAddress.Loopback,
        _ => IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address : null,
    };
}
