using System.Text.Json;
using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.Leases;

/// <summary>
/// Waits for a lock. Whether it has run out is judged by the time since the last change of the record that was seen here, never by the times in the record,
/// which are those of the holder's clock.
/// </summary>
internal sealed class Candidacy(ILeaderLock leaderLock, ElectionSettings settings, TimeProvider time)
{
    private LeaderRecord? _record;
    private string _text = "";
    private long _changedAt;
    private bool _isFailing;

    /// <summary>Returns when the lock is ours.</summary>
    public async Task<Hold> AcquireAsync(CancellationToken stopping)
    {
        await using var watch = new LockWatch(leaderLock, time);
        while (true)
        {
            var (hold, wait) = await TryAsync(stopping);
            if (hold is not null)
            {
                return hold;
            }

            await watch.WaitAsync(wait, stopping);
        }
    }

    private async Task<(Hold? Hold, TimeSpan Wait)> TryAsync(CancellationToken stopping)
    {
        // Candidates that wait for the same lock do not all look at the same moment.
        var wait = settings.RetryPeriod * (1 + (0.2 * Random.Shared.NextDouble()));
        using var timer = new CancellationTokenSource(settings.RenewDeadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            var reading = await leaderLock.ReadAsync(limit.Token);
            _isFailing = false;
            Observe(reading);
            var left = Left();
            if (left <= TimeSpan.Zero || Steals())
            {
                return (await TakeAsync(reading, left, limit.Token), default);
            }

            return (null, left < wait ? left : wait);
        }
        catch (ApiException beaten) when (beaten.IsConflict)
        {
            Logs.Leases.Debug($"{leaderLock.Name}: another was faster");
        }
        catch (Exception failure) when (IsOfServer(failure) || (failure is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            Report(failure);
        }

        return (null, wait);
    }

    /// <summary>What ends no election: the next attempt may succeed.</summary>
    internal static bool IsOfServer(Exception failure) => failure is ApiException or HttpRequestException or IOException or JsonException;

    /// <summary>Once for several failures in a row.</summary>
    private void Report(Exception failure)
    {
        if (!_isFailing)
        {
            Logs.Leases.Warn($"{leaderLock.Name}: {settings.Identity} cannot stand for election now, trying again: {failure.GetBaseException().Message}");
        }

        _isFailing = true;
    }

    /// <summary>A record that was there and is gone was not released, which leaves a record without a holder: it has to run out like one that does not change.</summary>
    private void Observe(LockReading? reading)
    {
        if (reading?.Record is { } record && reading.Text != _text)
        {
            (_record, _text, _changedAt) = (record, reading.Text, time.GetTimestamp());
            if (record == LeaderRecord.Unreadable)
            {
                Logs.Leases.Warn($"{leaderLock.Name}: the record cannot be read and runs out unless it changes: {reading.Text}");
            }
        }
    }

    /// <summary>How long the lock is still another's.</summary>
    private TimeSpan Left()
    {
        if (_record is null || _record.HolderIdentity.Length == 0 || _record.HolderIdentity == settings.Identity)
        {
            return TimeSpan.Zero;
        }

        var lease = _record.LeaseDurationSeconds > 0 ? TimeSpan.FromSeconds(_record.LeaseDurationSeconds) : settings.LeaseDuration;
        return lease - time.GetElapsedTime(_changedAt);
    }

    private bool Steals() => leaderLock.KeepsKey && settings.TakesFrom(_record!.HolderKey);

    /// <param name="left">How long the former holder may go on.</param>
    private async Task<Hold> TakeAsync(LockReading? reading, TimeSpan left, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var start = time.GetTimestamp();
        var isOurs = reading?.Record?.HolderIdentity == settings.Identity;
        var record = new LeaderRecord(
            settings.Identity,
            settings.Key,
            settings.LeaseSeconds,
            isOurs ? reading!.Record!.AcquireTime : now,
            now,
            isOurs ? reading!.Record!.LeaderTransitions : reading?.Record is { } former ? former.LeaderTransitions + 1 : 0);
        var written = await leaderLock.WriteAsync(record, reading, cancellation);
        Logs.Leases.Info($"{leaderLock.Name}: {settings.Identity} has become leader{(left > TimeSpan.Zero ? $" in place of {_record!.HolderIdentity}" : "")}");
        return new(new(leaderLock, settings, written, start, time), settings, left, time);
    }
}
