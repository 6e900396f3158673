using Grpc.Core;
using Istio.Core.Identity;
using Istio.Core.Logging;
using Istio.Xds.Nodes;
using Istiod.Authority.Callers;
using Microsoft.AspNetCore.Connections.Features;

namespace Istiod.Discovery;

/// <summary>Who is at the other end of a stream, and whether it may speak for the proxy it claims to be.</summary>
internal sealed class ClientAuthentication(CallerAuthentication callers, DiscoverySettings settings)
{
    /// <returns><see langword="null"/> where nobody is asked: on the port in clear, unless configured.</returns>
    /// <exception cref="RpcException">Unauthenticated. The reason is only logged.</exception>
    public async Task<Caller?> AuthenticateAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var encrypted = http.Features.Get<ITlsHandshakeFeature>() is not null;
        if (!(encrypted ? settings.Authenticates : settings.AuthenticatesPlaintext))
        {
            return null;
        }

        var result = await callers.AuthenticateAsync(http, context.CancellationToken);
        if (result.IsAuthenticated)
        {
            KnownCaller.Set(http, result.Caller);
            return result.Caller;
        }

        Logs.Ads.Info($"Failed to authenticate client from {context.Peer}: {PeerText.Shorten(result.Reason)}");
        throw new RpcException(new Status(StatusCode.Unauthenticated, "authentication failure"));
    }

    /// <returns>The identity that is proved to be the node's; null when nobody was asked.</returns>
    /// <exception cref="RpcException">PermissionDenied: the caller's identity is not that of the node, or its token is bound to another pod.</exception>
    public SpiffeId? Authorize(Caller? caller, ProxyNode node)
    {
        if (caller is null || !settings.ChecksIdentity)
        {
            return null;
        }

        if (Refusal(caller, node) is not { } reason)
        {
            return caller.Identity;
        }

        var refusal = PeerText.Shorten(reason);
        Logs.Ads.Info($"Unauthorized XDS: {node.Id}: {refusal}");
        throw new RpcException(new Status(StatusCode.PermissionDenied, $"authorization failed: {refusal}"));
    }

    private static string? Refusal(Caller caller, ProxyNode node)
    {
        var id = caller.Identity;
        if (id.Namespace != node.Namespace || (node.ServiceAccount.Length > 0 && id.ServiceAccount != node.ServiceAccount))
        {
            return $"no identities ([{id}]) matched {node.Namespace}/{node.ServiceAccount}";
        }

        // Istio compares namespace and account only, so that one pod of an account may ask for what another one of it gets.
        return caller.Account?.Pod is { } pod && node.ProxyId.Contains('.') && node.ProxyId != $"{pod.Name}.{id.Namespace}"
            ? $"the token is bound to pod {id.Namespace}/{pod.Name}, the node id names {node.ProxyId}"
            : null;
    }
}
