using Istio.Core.Identity;
using Istio.Core.Values;
using Istio.Security.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>
/// Decides whether a node's proxy may ask for the certificate of a workload: only for accounts named in <c>CA_TRUSTED_NODE_ACCOUNTS</c>, only
/// with a token bound to a living pod, and only for identities that run on that pod's node. A stolen node thus yields the identities of that
/// node and no others. They are of the mesh's trust domain: Istio 1.28.4 does not compare it, and its CA signs any.
/// </summary>
/// <param name="trustDomain">Of the mesh as identities have it, asked for at each call.</param>
internal sealed class Impersonation(ValueList<string> trustedAccounts, IPodPlacement? pods, string ownClusterId, Func<string> trustDomain)
{
    /// <summary>Null when allowed, otherwise why not. The reason is for the log; callers get an opaque answer.</summary>
    /// <param name="identity">What <paramref name="requested"/> says; to be used only when allowed.</param>
    public string? Refusal(Caller caller, string requested, out SpiffeId identity)
    {
        identity = default;
        if (trustedAccounts.IsEmpty || pods is null)
        {
            return "no account may impersonate: CA_TRUSTED_NODE_ACCOUNTS is empty or there is no registry of pods";
        }

        if (caller.Account is not { Pod: { } boundPod } account)
        {
            return "only a token that is bound to a pod may impersonate";
        }

        if (!trustedAccounts.Contains($"{account.Namespace}/{account.ServiceAccount}"))
        {
            return $"account {account.Namespace}/{account.ServiceAccount} is not in CA_TRUSTED_NODE_ACCOUNTS";
        }

        var cluster = caller.ClusterId.Length == 0 ? ownClusterId : caller.ClusterId;
        if (!pods.KnowsCluster(cluster))
        {
            return $"cluster '{cluster}' is not known";
        }

        return !SpiffeId.TryParse(requested, out identity) || !identity.IsWellFormed ? $"the requested identity '{requested}' is not a workload's"
            : identity.TrustDomain != trustDomain() ? $"the requested identity '{requested}' is not of trust domain '{trustDomain()}'"
            : PlacementRefusal(pods, cluster, account, boundPod, identity);
    }

    private static string? PlacementRefusal(IPodPlacement pods, string cluster, ServiceAccountClaims account, BoundPod boundPod, SpiffeId requested)
    {
        if (pods.Find(cluster, account.Namespace, boundPod.Name) is not { } pod)
        {
            return $"the caller's pod {account.Namespace}/{boundPod.Name} does not exist";
        }

        if (pod.Uid != boundPod.Uid || pod.ServiceAccount != account.ServiceAccount)
        {
            return $"the caller's pod {account.Namespace}/{boundPod.Name} is another one than the token is bound to";
        }

        // Since Kubernetes 1.30 a token names the node of its pod; the registry must not know better.
        if (boundPod.Node.Length > 0 && boundPod.Node != pod.Node)
        {
            return $"the caller's token is bound to node '{boundPod.Node}', its pod runs on '{pod.Node}'";
        }

        return pod.Node.Length > 0 && pods.RunsOnNode(cluster, pod.Node, requested.Namespace, requested.ServiceAccount)
            ? null
            : $"no pod of {requested.Namespace}/{requested.ServiceAccount} runs on the caller's node '{pod.Node}'";
    }
}
