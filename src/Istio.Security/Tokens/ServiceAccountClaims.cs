namespace Istio.Security.Tokens;

/// <summary>The account of a token, as Kubernetes binds its service account tokens.</summary>
/// <param name="Pod">Null for a token that is bound to no pod.</param>
public sealed record ServiceAccountClaims(string Namespace, string ServiceAccount, BoundPod? Pod = null)
{
    private const string SubjectPrefix = "system:serviceaccount:";

    /// <summary>The <c>sub</c> claim.</summary>
    public string Subject => $"{SubjectPrefix}{Namespace}:{ServiceAccount}";

    /// <summary>Takes namespace and service account out of a <c>sub</c> claim; false for a subject that is not a service account.</summary>
    public static bool TryParseSubject(string subject, out string ns, out string serviceAccount)
    {
        var parts = subject.StartsWith(SubjectPrefix, StringComparison.Ordinal) ? subject[SubjectPrefix.Length..].Split(':') : [];
        var isAccount = parts is [{ Length: > 0 }, { Length: > 0 }];
        ns = isAccount ? parts[0] : "";
        serviceAccount = isAccount ? parts[1] : "";
        return isAccount;
    }
}
