using System.Diagnostics.CodeAnalysis;
using Istio.Security.Tokens;

namespace Istiod.Authority.Callers.Reviews;

/// <summary>Whose token it is, or why that is not known.</summary>
/// <param name="Reason">For istiod's log; empty with an account.</param>
/// <param name="IsFinal">The API server has answered; otherwise the same question may be answered differently at once.</param>
internal sealed record TokenVerdict(ServiceAccountClaims? Account, string Reason, bool IsFinal)
{
    [MemberNotNullWhen(true, nameof(Account))]
    public bool IsAccepted => Account is not null;

    public static TokenVerdict Accepted(ServiceAccountClaims account) => new(account, "", IsFinal: true);

    public static TokenVerdict Refused(string reason) => new(null, reason, IsFinal: true);

    /// <summary>There is no answer now.</summary>
    public static TokenVerdict Unanswered(string reason) => new(null, reason, IsFinal: false);
}
