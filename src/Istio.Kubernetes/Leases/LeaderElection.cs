using Istio.Kubernetes.ListWatch;

namespace Istio.Kubernetes.Leases;

/// <summary>
/// Runs work in at most one of several programs at a time. The work starts when the lock is held; its token is cancelled when the lock cannot be renewed within
/// the deadline or another has taken it; and the next holder starts its own only after the lease, by which time the former work has ended.
/// </summary>
public sealed class LeaderElection
{
    /// <summary>Work that ran for so long before it failed does not make the next attempt wait longer.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly ILeaderLock _lock;
    private readonly ElectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly WatchBackoff _backoff = new(Random.Shared);
    private readonly Candidacy _candidacy;

    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    public LeaderElection(ILeaderLock leaderLock, ElectionSettings settings, TimeProvider time)
    {
        settings.Check();
        (_lock, _settings, _time) = (leaderLock, settings, time);
        _candidacy = new(leaderLock, settings, time);
    }

    /// <summary>
    /// Runs the work whenever this program leads, until it is cancelled or the work ends by itself. Work that fails is an error in the log; the lock is released
    /// and, after a growing delay, applied for again.
    /// </summary>
    /// <param name="guarded">Ends soon after its token is cancelled, at the latest when the lease has run out.</param>
    /// <exception cref="LeaseOverrunException">The work did not end in time.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> guarded, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var start = _time.GetTimestamp();
            try
            {
                if (await LeadAsync(guarded, stopping))
                {
                    return;
                }
            }
            catch (Exception failure) when (failure is not LeaseOverrunException && !(failure is OperationCanceledException && stopping.IsCancellationRequested))
            {
                await DelayAsync(failure, _time.GetElapsedTime(start), stopping);
            }
        }
    }

    private async Task<bool> LeadAsync(Func<CancellationToken, Task> guarded, CancellationToken stopping)
    {
        if (!_settings.IsEnabled)
        {
            await guarded(stopping);
            return true;
        }

        var hold = await _candidacy.AcquireAsync(stopping);
        return await hold.RunAsync(guarded, stopping);
    }

    private async Task DelayAsync(Exception failure, TimeSpan ran, CancellationToken stopping)
    {
        if (ran >= Steady)
        {
            _backoff.Reset();
        }

        var delay = _backoff.Next();
        Logs.Leases.Error($"what the lock {_lock.Name} guards failed{(stopping.IsCancellationRequested ? "" : $", trying again in {delay.TotalSeconds:F1}s")}: {failure}");
        await Task.Delay(delay, _time, stopping);
    }
}
