namespace Istio.Security.Trust;

/// <summary>Whether a chain leads to a trusted root now.</summary>
/// <param name="Reason">Why not, for logs; empty when trusted.</param>
public readonly record struct ChainVerdict(bool IsTrusted, string Reason)
{
    public static ChainVerdict Trusted { get; } = new(true, "");

    public static ChainVerdict Refused(string reason) => new(false, reason);
}
