namespace Istio.Kubernetes.Leases;

/// <summary>Who holds a lock, as client-go's leader election writes and reads it, with Istio's <c>holderKey</c>.</summary>
/// <param name="HolderIdentity">The pod; empty: nobody.</param>
/// <param name="HolderKey">The revision of the holder, with <c>^</c> before it when the lock is in a cluster remote to it; empty when the lock keeps none.</param>
/// <param name="LeaseDurationSeconds">How long after the last change that somebody saw the lock still belongs to the holder.</param>
/// <param name="AcquireTime">By the holder's clock, for people.</param>
/// <param name="RenewTime">By the holder's clock, for people.</param>
/// <param name="LeaderTransitions">How often the holder has changed.</param>
public sealed record LeaderRecord(
    string HolderIdentity, string HolderKey, int LeaseDurationSeconds, DateTimeOffset AcquireTime, DateTimeOffset RenewTime, int LeaderTransitions)
{
    /// <summary>A record that cannot be read: somebody may hold the lock, so it has to run out.</summary>
    internal static LeaderRecord Unreadable { get; } = new("(unreadable)", "", 0, default, default, 0);
}
