using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy.Outbound;

/// <summary>The statuses that the far side of a tunnel refuses with.</summary>
internal static class TunnelStatus
{
    public static Outcome Explain(int status) => Outcome.Failed(Cause.TunnelRefused, $"http status: {status}{Phrase(status)}");

    private static string Phrase(int status) => status switch
    {
        400 => " Bad Request",
        401 => " Unauthorized",
        403 => " Forbidden",
        404 => " Not Found",
        500 => " Internal Server Error",
        502 => " Bad Gateway",
        503 => " Service Unavailable",
        504 => " Gateway Timeout",
        _ => string.Empty,
    };
}
