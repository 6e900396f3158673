using System.Diagnostics.CodeAnalysis;
using Istio.Core.Identity;
using Istio.Security.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>A caller, or why there is none.</summary>
/// <param name="Reason">For istiod's log only: callers are not told which proof failed or how.</param>
internal readonly record struct CallerResult(Caller? Caller, string Reason)
{
    [MemberNotNullWhen(true, nameof(Caller))]
    public bool IsAuthenticated => Caller is not null;

    public static CallerResult Known(Caller caller) => new(caller, "");

    public static CallerResult Unknown(string reason) => new(null, reason);

    /// <summary>The bearer of a verified token of this account, when the account makes a workload's identity.</summary>
    /// <param name="trustDomain">Of the mesh as identities have it: tokens do not name one.</param>
    public static CallerResult OfAccount(ServiceAccountClaims account, string trustDomain, string clusterId)
    {
        var identity = new SpiffeId(trustDomain, account.Namespace, account.ServiceAccount);
        return identity.IsWellFormed
            ? Known(new Caller(CallerSource.Token, identity, account, clusterId))
            : Unknown($"'{identity}' of the token's subject '{account.Subject}' is not a workload's identity");
    }
}
