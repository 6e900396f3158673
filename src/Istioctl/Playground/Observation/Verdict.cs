namespace Istioctl.Playground.Observation;

/// <summary>How a connection ended, read from the <c>error</c> of its access log line.</summary>
/// <param name="Policy">The policy that denied it, as <c>namespace/name</c>, when a DENY policy did.</param>
internal readonly record struct Verdict(VerdictKind Kind, string? Policy, string? Reason)
{
    private const string Rejection = "connection closed due to policy rejection: ";
    private const string Denied = "explicitly denied by: ";
    private const string Change = "connection closed due to policy change";

    /// <param name="error">Null for a connection that ended well.</param>
    public static Verdict FromError(string? error)
    {
        if (error is null)
        {
            return new Verdict(VerdictKind.Allowed, null, null);
        }

        if (error.StartsWith(Change, StringComparison.Ordinal))
        {
            return new Verdict(VerdictKind.Closed, null, "policy change");
        }

        if (!error.StartsWith(Rejection, StringComparison.Ordinal))
        {
            return new Verdict(VerdictKind.Failed, null, error);
        }

        var reason = error[Rejection.Length..];
        return reason.StartsWith(Denied, StringComparison.Ordinal)
            ? new Verdict(VerdictKind.Denied, reason[Denied.Length..].Trim(), reason)
            : new Verdict(VerdictKind.Denied, null, reason);
    }
}
