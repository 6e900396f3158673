using System.Text;
using Istio.Core.Net;
using Istio.Http.Http2;

namespace Ztunnel.Proxy.Headers;

/// <summary>The <c>forwarded</c> field (RFC 7239) as ztunnel uses it. As untrusted as baggage.</summary>
internal static class Forwarded
{
    /// <param name="hostname">Of the addressed service; null for none.</param>
    public static string Write(IpPort client, string? hostname) => hostname is null ? $"for=\"{client}\"" : $"for=\"{client}\";host={hostname}";

    /// <summary>The value of <c>host=</c> in the first line; commas separate nothing here, as in Istio.</summary>
    public static string? ReadHost(HeaderList fields)
    {
        var line = fields.IndexOf("forwarded"u8);
        if (line < 0 || !VisibleText.Is(fields.Value(line)))
        {
            return null;
        }

        foreach (var part in Encoding.ASCII.GetString(fields.Value(line)).Split(';'))
        {
            var pair = part.AsSpan().Trim();
            if (pair.StartsWith("host=", StringComparison.Ordinal))
            {
                var host = pair["host=".Length..];
                var quoted = host.Length >= 2 && host[0] == '"' && host[^1] == '"';
                host = quoted ? host[1..^1] : host;
                return host.IsEmpty ? null : host.ToString();
            }
        }

        return null;
    }
}
