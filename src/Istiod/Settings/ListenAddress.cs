using System.Globalization;
using System.Net;

namespace Istiod.Settings;

/// <summary>Where to listen. Flags write it as Go does: <c>:8080</c> is every address of the machine; port 0 lets the system choose.</summary>
internal static class ListenAddress
{
    /// <summary><see langword="null"/> for an empty text: do not listen.</summary>
    /// <exception cref="SettingsException">Names the flag.</exception>
    public static IPEndPoint? Parse(string flag, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new SettingsException($"--{flag} is '{text}', expected ADDRESS:PORT or :PORT");
        }

        var host = text[..colon];
        return host switch
        {
            "" => new(IPAddress.IPv6Any, port),
            "localhost" => new(IPAddress.Loopback, port),
            _ when IPAddress.TryParse(host.Trim('[', ']'), out var address) => new(address, port),
            _ => throw new SettingsException($"--{flag} is '{text}': '{host}' is not an IP address"),
        };
    }
}
