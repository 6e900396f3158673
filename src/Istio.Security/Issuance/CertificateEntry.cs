using Istio.Core.Identity;
using Istio.Security.Certificates;

namespace Istio.Security.Issuance;

/// <summary>One identity of the cache. All fields but <see cref="Current"/> belong to the cache's lock.</summary>
internal sealed class CertificateEntry(SpiffeId identity, Backoff backoff) : IDisposable
{
    private volatile WorkloadCertificate? _current;

    public SpiffeId Identity => identity;

    public Backoff Backoff => backoff;

    /// <summary>Read without the lock by every connection.</summary>
    public WorkloadCertificate? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Why the last attempt failed; null after a success and before the first.</summary>
    public IssuanceException? Failure { get; set; }

    /// <summary>Completed by the end of the attempt that is waited for; null without waiters.</summary>
    public TaskCompletionSource<WorkloadCertificate>? Waiters { get; set; }

    /// <summary>Null when the entry is not in the queue.</summary>
    public FetchPriority? Queued { get; set; }

    public bool IsInFlight { get; set; }

    /// <summary>The cache removed this entry; what still arrives for it is dropped.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Wakes the cache for the next attempt or look.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Counts the waits: a timer that fires while it is replaced has no effect.</summary>
    public int Turn { get; set; }

    /// <summary>Timestamp of the last success.</summary>
    public long RenewalStart { get; set; }

    /// <summary>From that success to half of the certificate's life, by the clock as it was then.</summary>
    public TimeSpan RenewalDelay { get; set; }

    /// <summary>Cancelled when the entry is removed.</summary>
    public CancellationTokenSource Removed { get; } = new();

    public void Dispose()
    {
        Timer?.Dispose();
        Removed.Dispose();
    }
}
