using System.Net;
using Istio.Core.Logging;
using Istiod.Authority.Callers;

namespace Istiod.Debug;

/// <summary>
/// Istio 1.28.4's rules for debug pages: this machine sees everything; others must authenticate; the root namespace sees everything; every other namespace
/// only the pages about a single proxy, and only its own proxies.
/// </summary>
internal sealed class DebugAuthorization(CallerAuthentication callers, DebugSettings settings, bool authenticates, Func<string> rootNamespace)
{
    // The exact paths that a workload may ask about itself.
    private static readonly HashSet<string> OpenToWorkloads = ["config_dump", "ndsz", "edsz"];

    public async ValueTask<DebugAccess> DecideAsync(HttpContext context, string page)
    {
        if (context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            return DebugAccess.Everything;
        }

        // Without authentication there are no authenticators, so nobody passes, as in Istio.
        var result = authenticates ? await callers.AuthenticateAsync(context, context.RequestAborted) : CallerResult.Unknown("XDS_AUTH is off");
        if (!result.IsAuthenticated)
        {
            Logs.Default.Info($"debug request of {context.Connection.RemoteIpAddress} for {page} not authenticated: {PeerText.Shorten(result.Reason)}");
            return DebugAccess.Unauthenticated;
        }

        KnownCaller.Set(context, result.Caller);

        return settings.ByNamespace ? Decide(result.Caller.Identity.Namespace, rootNamespace(), page) : DebugAccess.Everything;
    }

    /// <param name="callerNamespace">Null when the caller's identity is none of a workload.</param>
    internal static DebugAccess Decide(string? callerNamespace, string rootNamespace, string page) =>
        callerNamespace is null ? DebugAccess.Forbidden
        : callerNamespace == rootNamespace ? DebugAccess.Everything
        : OpenToWorkloads.Contains(page) ? DebugAccess.Only(callerNamespace)
        : DebugAccess.Forbidden;
}
