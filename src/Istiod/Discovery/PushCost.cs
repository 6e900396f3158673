namespace Istiod.Discovery;

/// <summary>
/// What clients have cost since the last publication, as time of the whole machine: it paces the next one. Only work counts: a client that does not read costs
/// nothing while it is waited for.
/// </summary>
internal sealed class PushCost
{
    private long _ticks;

    public TimeSpan Elapsed => new(Interlocked.Read(ref _ticks) / Environment.ProcessorCount);

    /// <summary>A publication begins. What is still sent of the one before counts for this one.</summary>
    public void Begin() => Interlocked.Exchange(ref _ticks, 0);

    /// <summary>Work for one client. Any thread.</summary>
    public void Add(TimeSpan work) => Interlocked.Add(ref _ticks, work.Ticks);
}
