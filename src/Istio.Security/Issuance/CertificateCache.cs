using System.Collections.Concurrent;
using Istio.Core.Identity;
using Istio.Core.Logging;
using Istio.Security.Certificates;
using Istio.Security.Trust;

namespace Istio.Security.Issuance;

/// <summary>
/// The certificates of the identities a proxy serves: fetched when first asked for, renewed at half of their life, kept while they are
/// valid whatever the CA does. Connections wait for nothing but a first attempt.
/// </summary>
public sealed class CertificateCache : IAsyncDisposable
{
    /// <summary>Attempts at the same time; a node that restarts must not flood istiod.</summary>
    public const int MostInFlight = 8;

    /// <summary>
    /// A timer runs on elapsed time, certificates on the wall clock. Looking at a certificate again after this long covers clocks that were set, in either
    /// direction, and machines that slept.
    /// </summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private static readonly LogScope Log = LogScope.Get("identity", "workload certificates");

    private readonly ICertificateIssuer _issuer;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ConcurrentDictionary<SpiffeId, CertificateEntry> _entries = new();
    private readonly Lock _lock = new();
    private readonly AttemptQueue _waiting = new();
    private readonly Dictionary<CertificateEntry, Task> _attempts = [];
    private readonly CancellationTokenSource _stopping = new();

    public CertificateCache(ICertificateIssuer issuer, TimeProvider time, Random random)
    {
        _issuer = issuer;
        _time = time;
        _random = random;
    }

    /// <summary>Raised after each success with the certificate that is served from now on; on a pool thread, outside of any lock.</summary>
    public event Action<WorkloadCertificate>? Issued;

    /// <summary>The identities that certificates are held or asked for, at about this moment.</summary>
    public ICollection<SpiffeId> Identities => _entries.Keys;

    /// <summary>Attempts begun and not ended.</summary>
    internal int InFlight
    {
        get
        {
            lock (_lock)
            {
                return _attempts.Count;
            }
        }
    }

    /// <summary>
    /// The certificate of an identity. Completes at once while a valid one is held; otherwise waits for the first attempt to end.
    /// </summary>
    /// <exception cref="IssuanceException">That attempt failed, or an earlier one did and the next is not due yet.</exception>
    public ValueTask<WorkloadCertificate> FetchAsync(SpiffeId identity, FetchPriority priority, CancellationToken cancellation)
    {
        return _entries.TryGetValue(identity, out var entry) && ValidNow(entry) is { } current
            ? new ValueTask<WorkloadCertificate>(current)
            : new ValueTask<WorkloadCertificate>(WaitFor(identity, priority).WaitAsync(cancellation));
    }

    /// <summary>Drops an identity that has no workload here any more; those who wait for it get an error.</summary>
    public void Remove(SpiffeId identity)
    {
        CertificateEntry? entry;
        lock (_lock)
        {
            if (!_entries.TryRemove(identity, out entry))
            {
                return;
            }

            entry.IsRemoved = true;
            entry.Queued = null;
            entry.Waiters?.TrySetException(new IssuanceException($"{identity} is no longer served here"));
        }

        entry.Removed.Cancel();
        entry.Dispose();
    }

    /// <summary>
    /// Asks at once for every certificate that peers no longer accept under the new bundle. The old ones are served until then: peers
    /// that have not learned of the change accept them still.
    /// </summary>
    public void OnTrustChanged(TrustBundle bundle)
    {
        var now = _time.GetUtcNow();
        foreach (var entry in _entries.Values)
        {
            if (entry.Current is { } current && !current.VerifiesAgainst(bundle, now))
            {
                Log.Info($"certificate of {entry.Identity} does not verify against the changed trust bundle, renewing it now");
                Enqueue(entry, FetchPriority.RealTime);
            }
        }
    }

    /// <summary>All entries at about this moment, in the order of their identities.</summary>
    public IReadOnlyList<CertificateState> Snapshot()
    {
        lock (_lock)
        {
            return [.. _entries.Values.Select(StateOf).OrderBy(state => state.Identity.ToString(), StringComparer.Ordinal)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] attempts;
        lock (_lock)
        {
            attempts = [.. _attempts.Values];
        }

        await Task.WhenAll(attempts);
        foreach (var identity in _entries.Keys)
        {
            Remove(identity);
        }

        _stopping.Dispose();
    }

    /// <summary>A clock that was set back makes a certificate not yet valid: no peer would take it then.</summary>
    private WorkloadCertificate? ValidNow(CertificateEntry entry) =>
        entry.Current is { } current && _time.GetUtcNow() is var now && current.Validity.NotBefore <= now && now < current.Validity.NotAfter ? current : null;

    private CertificateState StateOf(CertificateEntry entry)
    {
        var current = ValidNow(entry);
        var phase = current is not null ? CertificatePhase.Available
            : entry.Failure is not null ? CertificatePhase.Unavailable
            : CertificatePhase.Initializing;
        return new CertificateState(entry.Identity, phase, current, entry.Failure?.Message ?? "");
    }

    private Task<WorkloadCertificate> WaitFor(SpiffeId identity, FetchPriority priority)
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return Task.FromException<WorkloadCertificate>(new IssuanceException("the proxy is stopping"));
            }

            var entry = _entries.GetOrAdd(identity, static (id, random) => new CertificateEntry(id, new Backoff(random)), _random);
            if (ValidNow(entry) is { } current)
            {
                return Task.FromResult(current);
            }

            // The answer of the last attempt stands until the next one: a connection fails fast instead of hanging as long as the CA is away.
            if (entry.Failure is { } failure)
            {
                return Task.FromException<WorkloadCertificate>(failure);
            }

            entry.Waiters ??= NewWaiters();
            EnqueueLocked(entry, priority);
            return entry.Waiters.Task;
        }
    }

    /// <summary>Continuations leave the lock's thread; a failure without waiters (they were cancelled) is not an unobserved one.</summary>
    private static TaskCompletionSource<WorkloadCertificate> NewWaiters()
    {
        var waiters = new TaskCompletionSource<WorkloadCertificate>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = waiters.Task.ContinueWith(static task => task.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
        return waiters;
    }

    private void Enqueue(CertificateEntry entry, FetchPriority priority)
    {
        lock (_lock)
        {
            EnqueueLocked(entry, priority);
        }
    }

    private void EnqueueLocked(CertificateEntry entry, FetchPriority priority)
    {
        if (!entry.IsInFlight && !entry.IsRemoved && _waiting.Add(entry, priority))
        {
            Dispatch();
        }
    }

    private void Dispatch()
    {
        while (_attempts.Count < MostInFlight && !_stopping.IsCancellationRequested && _waiting.Take() is { } entry)
        {
            entry.IsInFlight = true;
            _attempts[entry] = AttemptAsync(entry, entry.Removed.Token);
        }
    }

    private async Task AttemptAsync(CertificateEntry entry, CancellationToken cancellation)
    {
        // Leave the lock that the caller holds, so that this attempt is registered before it can end.
        await Task.Yield();
        WorkloadCertificate? certificate = null;
        IssuanceException? failure = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellation);
            certificate = Checked(await _issuer.IssueAsync(entry.Identity, either.Token));
        }
        catch (Exception e)
        {
            // The edge at which the outcome is written: whatever went wrong, those who wait must hear of it and the next attempt must come.
            failure = e as IssuanceException ?? new IssuanceException(e.Message, e);
        }

        if (Finish(entry, certificate, failure))
        {
            Notify(certificate!);
        }
    }

    private void Notify(WorkloadCertificate certificate)
    {
        try
        {
            Issued?.Invoke(certificate);
        }
        catch (Exception failure)
        {
            Log.Error($"certificate of {certificate.Identity} is issued, but a subscriber failed: {failure}");
        }
    }

    /// <summary>A certificate that is not valid by this machine's clock would only be refused later, without a word why.</summary>
    private WorkloadCertificate Checked(WorkloadCertificate certificate)
    {
        var now = _time.GetUtcNow();
        return certificate.Validity.Contains(now)
            ? certificate
            : throw new IssuanceException(
                $"the CA's certificate holds from {certificate.Validity.NotBefore:O} to {certificate.Validity.NotAfter:O}, the clock here says {now:O}");
    }

    /// <returns>True when the certificate is served from now on.</returns>
    private bool Finish(CertificateEntry entry, WorkloadCertificate? certificate, IssuanceException? failure)
    {
        lock (_lock)
        {
            _attempts.Remove(entry);
            entry.IsInFlight = false;
            var isServed = certificate is not null && !entry.IsRemoved;
            if (isServed)
            {
                Succeed(entry, certificate!);
            }
            else if (!entry.IsRemoved)
            {
                Fail(entry, failure!);
            }

            Dispatch();
            return isServed;
        }
    }

    private void Succeed(CertificateEntry entry, WorkloadCertificate certificate)
    {
        entry.Current = certificate;
        entry.Failure = null;
        entry.Backoff.Reset();
        entry.RenewalStart = _time.GetTimestamp();
        entry.RenewalDelay = certificate.RenewAt - _time.GetUtcNow();
        AwaitRenewal(entry, entry.RenewalDelay);
        entry.Waiters?.TrySetResult(certificate);
        entry.Waiters = null;
    }

    /// <summary>
    /// A certificate that is still valid goes on serving; the next attempt comes before it ends at the latest. The wait is of elapsed time: the clock may
    /// be set meanwhile.
    /// </summary>
    private void Fail(CertificateEntry entry, IssuanceException failure)
    {
        entry.Failure = failure;
        if (!_stopping.IsCancellationRequested)
        {
            AwaitRetry(entry, failure);
        }

        entry.Waiters?.TrySetException(failure);
        entry.Waiters = null;
    }

    private void AwaitRetry(CertificateEntry entry, IssuanceException failure)
    {
        var wait = entry.Backoff.Next();
        var kept = ValidNow(entry);
        if (kept is not null && kept.Validity.NotAfter - _time.GetUtcNow() is var left && left < wait)
        {
            wait = left;
        }

        Log.Warn($"certificate of {entry.Identity} not issued, next attempt in {wait.TotalSeconds:0.0} s: {failure.Message}");
        var priority = kept is null ? FetchPriority.Warmup : FetchPriority.Background;
        WakeAfter(entry, wait, () => EnqueueLocked(entry, priority));
    }

    private void AwaitRenewal(CertificateEntry entry, TimeSpan wait) =>
        WakeAfter(entry, wait < LongestSleep ? wait : LongestSleep, () => RenewIfDue(entry));

    /// <summary>Renewal is due by whichever clock says so first, and when the wall clock has left the certificate's validity.</summary>
    private void RenewIfDue(CertificateEntry entry)
    {
        var byElapsed = entry.RenewalDelay - _time.GetElapsedTime(entry.RenewalStart);
        var byClock = entry.Current!.RenewAt - _time.GetUtcNow();
        var wait = byElapsed < byClock ? byElapsed : byClock;
        if (wait <= TimeSpan.Zero || ValidNow(entry) is null)
        {
            EnqueueLocked(entry, FetchPriority.Background);
        }
        else
        {
            AwaitRenewal(entry, wait);
        }
    }

    /// <param name="then">Runs under the lock, unless the entry was removed or another wait began.</param>
    private void WakeAfter(CertificateEntry entry, TimeSpan wait, Action then)
    {
        entry.Timer?.Dispose();
        var turn = ++entry.Turn;
        entry.Timer = _time.CreateTimer(_ => Wake(entry, turn, then), state: null, wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }

    private void Wake(CertificateEntry entry, int turn, Action then)
    {
        lock (_lock)
        {
            if (!entry.IsRemoved && entry.Turn == turn)
            {
                then();
            }
        }
    }
}
