namespace Istiod.Authority.Callers;

/// <summary>What impersonation needs to know of a pod.</summary>
/// <param name="Node">Empty while it is not scheduled.</param>
internal sealed record PlacedPod(string Uid, string ServiceAccount, string Node);
