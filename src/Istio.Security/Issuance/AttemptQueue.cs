namespace Istio.Security.Issuance;

/// <summary>
/// Entries that wait for an attempt: by priority, then in the order of asking. An entry that is asked for more urgently gets a second, better
/// place; the first is passed over when its turn comes. Belongs to the cache's lock.
/// </summary>
internal sealed class AttemptQueue
{
    private readonly PriorityQueue<CertificateEntry, (FetchPriority Priority, long Order)> _places = new();
    private long _order;

    /// <returns>False when the entry has a place that is as good.</returns>
    public bool Add(CertificateEntry entry, FetchPriority priority)
    {
        if (entry.Queued <= priority)
        {
            return false;
        }

        entry.Queued = priority;
        _places.Enqueue(entry, (priority, _order++));
        return true;
    }

    /// <summary>The next entry; null when none waits.</summary>
    public CertificateEntry? Take()
    {
        while (_places.TryDequeue(out var entry, out (FetchPriority Priority, long) place))
        {
            if (entry.Queued == place.Priority)
            {
                entry.Queued = null;
                return entry;
            }
        }

        return null;
    }
}
