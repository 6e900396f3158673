namespace Istio.Core.Identity;

/// <summary>
/// The identity of a workload, written <c>spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT</c>. No other SPIFFE shape names a
/// workload in Istio, so no other shape parses.
/// </summary>
/// <param name="TrustDomain">May be empty: a local configuration without one yields <c>spiffe:///ns/...</c>, as in Istio.</param>
public readonly record struct SpiffeId(string TrustDomain, string Namespace, string ServiceAccount)
{
    /// <summary>The URI scheme with its separator.</summary>
    public const string Scheme = "spiffe://";

    /// <summary>The identity as AuthorizationPolicy writes it: the URI without its scheme.</summary>
    public string Principal => $"{TrustDomain}/ns/{Namespace}/sa/{ServiceAccount}";

    /// <summary>
    /// Whether the SPIFFE ID specification allows these names (2.1 and 2.2: letters, digits, <c>.</c>, <c>-</c>, <c>_</c>; no dot segments). A wildcard, a
    /// blank or an escape names no workload; a CA does not sign it.
    /// </summary>
    public bool IsWellFormed => IsName(TrustDomain) && HasPlainPath;

    /// <summary>The same for namespace and account alone: a local configuration may be without a trust domain.</summary>
    public bool HasPlainPath => IsName(Namespace) && IsName(ServiceAccount);

    /// <summary>Reads a SPIFFE URI of exactly Istio's shape.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SpiffeId id)
    {
        id = default;
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        Span<Range> parts = stackalloc Range[6];
        var path = text[Scheme.Length..];
        if (path.Split(parts, '/') != 5 || path[parts[1]] is not "ns" || path[parts[3]] is not "sa" || path[parts[2]].IsEmpty || path[parts[4]].IsEmpty)
        {
            return false;
        }

        id = new SpiffeId(path[parts[0]].ToString(), path[parts[2]].ToString(), path[parts[4]].ToString());
        return true;
    }

    public override string ToString() => Scheme + Principal;

    private static bool IsName(string? name)
    {
        if (string.IsNullOrEmpty(name) || name is "." or "..")
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
