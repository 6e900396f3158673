namespace Istio.Model.Net;

/// <summary>Host names as they are compared: DNS knows no case (RFC 4343), and a final dot changes nothing.</summary>
public static class HostNames
{
    public static string Canonical(string host)
    {
        var name = host.Length > 1 && host.EndsWith('.') ? host[..^1] : host;
        return name.ToLowerInvariant();
    }
}
