namespace Istiod.Debug;

/// <summary>What a caller of a debug page may see.</summary>
/// <param name="Status">HTTP status to refuse with; 200 to go on.</param>
/// <param name="Namespace">Only proxies of this namespace exist for the caller; null for all.</param>
internal readonly record struct DebugAccess(int Status, string? Namespace)
{
    public static DebugAccess Everything { get; } = new(StatusCodes.Status200OK, null);

    public static DebugAccess Unauthenticated { get; } = new(StatusCodes.Status401Unauthorized, null);

    public static DebugAccess Forbidden { get; } = new(StatusCodes.Status403Forbidden, null);

    public static DebugAccess Only(string ns) => new(StatusCodes.Status200OK, ns);
}
