using System.Diagnostics.CodeAnalysis;

namespace Istiod.Authority.Callers;

/// <summary>A caller, or why there is none.</summary>
/// <param name="Reason">For istiod's log only: callers are not told which proof failed or how.</param>
internal readonly record struct CallerResult(Caller? Caller, string Reason)
{
    [MemberNotNullWhen(true, nameof(Caller))]
    public bool IsAuthenticated => Caller is not null;

    public static CallerResult Known(Caller caller) => new(caller, "");

    public static CallerResult Unknown(string reason) => new(null, reason);
}
