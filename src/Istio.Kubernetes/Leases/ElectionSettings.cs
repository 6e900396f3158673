namespace Istio.Kubernetes.Leases;

/// <summary>Who stands for election, and how (Istio's durations are the defaults).</summary>
public sealed record ElectionSettings
{
    /// <summary>What Istio writes before the revision of a holder to which the cluster of the lock is a remote one.</summary>
    public const char RemotePrefix = '^';

    /// <summary>The name of the pod: no two candidates have the same.</summary>
    public required string Identity { get; init; }

    /// <summary>Empty counts as <c>default</c>.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The lock is in a cluster that is not the candidate's own.</summary>
    public bool IsRemote { get; init; }

    /// <summary>The revision that is the default of the cluster now, by <c>istio-revision-tag-default</c>; empty when there is none. Any thread.</summary>
    public Func<string> DefaultRevision { get; init; } = static () => "";

    /// <summary>As <c>ENABLE_LEADER_ELECTION</c>; false: there is no lock, and everybody leads.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>How long after the last renewal that a candidate saw the lock is still the holder's. Whole seconds: the record has no parts of them.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its last renewal a holder stops what the lock guards. The rest of <see cref="LeaseDuration"/> is what that may take.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The time between two renewals, and about that between two looks of a candidate that hears of no change.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(7.5);

    internal string Key => IsRemote ? $"{RemotePrefix}{NameOf(Revision)}" : NameOf(Revision);

    internal int LeaseSeconds => (int)Math.Ceiling(LeaseDuration.TotalSeconds);

    /// <summary>
    /// Whether this candidate takes the lock from a holder that is alive: the default revision from one that is not, and who is local from who is remote and of
    /// the same revision.
    /// </summary>
    internal bool TakesFrom(string holderKey)
    {
        var isRemoteHolder = holderKey.StartsWith(RemotePrefix);
        var isSame = NameOf(isRemoteHolder ? holderKey[1..] : holderKey) == NameOf(Revision);
        return isSame ? isRemoteHolder && !IsRemote : DefaultRevision() == NameOf(Revision);
    }

    /// <exception cref="ArgumentException">The durations would let two lead at the same time.</exception>
    internal void Check()
    {
        if (Identity.Length == 0)
        {
            throw new ArgumentException("a candidate needs an identity, the name of its pod");
        }

        if (RetryPeriod <= TimeSpan.Zero || RetryPeriod >= RenewDeadline || RenewDeadline >= LeaseDuration)
        {
            throw new ArgumentException($"not 0 < retry period {RetryPeriod} < renew deadline {RenewDeadline} < lease duration {LeaseDuration}");
        }
    }

    private static string NameOf(string revision) => revision.Length == 0 ? "default" : revision;
}
