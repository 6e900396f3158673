using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.Leases;

/// <summary>A lock that is ours, and how long ago it was renewed. One task at a time.</summary>
/// <param name="reading">As it was written.</param>
/// <param name="writtenAt">Timestamp from before the write: nobody can have seen the record earlier.</param>
internal sealed class HeldLock(ILeaderLock leaderLock, ElectionSettings settings, LockReading reading, long writtenAt, TimeProvider time)
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(3);

    private readonly LeaderRecord _record = reading.Record!;
    private LockReading? _reading = reading;
    private long _renewedAt = writtenAt;
    private bool _isFailing;

    public string Name => leaderLock.Name;

    /// <summary>The time since the last renewal was begun that succeeded.</summary>
    public TimeSpan Age => time.GetElapsedTime(_renewedAt);

    /// <summary>Another has it now.</summary>
    public bool IsTaken { get; private set; }

    /// <returns>False when it should be tried again soon.</returns>
    public async Task<bool> TryRenewAsync(CancellationToken ended)
    {
        using var timer = new CancellationTokenSource(settings.RenewDeadline / 2, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ended);
        try
        {
            return await RenewAsync(limit.Token);
        }
        catch (Exception failure) when (Candidacy.IsOfServer(failure) || failure is OperationCanceledException)
        {
            if (!ended.IsCancellationRequested)
            {
                Report(failure);
            }

            return false;
        }
    }

    /// <summary>Lets another take over at once. On failure the lock runs out.</summary>
    public async Task ReleaseAsync()
    {
        if (IsTaken)
        {
            return;
        }

        using var limit = new CancellationTokenSource(ReleaseLimit, time);
        try
        {
            await WriteReleaseAsync(limit.Token);
            Logs.Leases.Info($"{leaderLock.Name}: {settings.Identity} leads no longer, the lock is released");
        }
        catch (Exception failure) when (Candidacy.IsOfServer(failure) || failure is OperationCanceledException)
        {
            Logs.Leases.Info($"{leaderLock.Name}: {settings.Identity} leads no longer; the lock was not released and runs out: {failure.Message}");
        }
    }

    private async Task<bool> RenewAsync(CancellationToken cancellation)
    {
        try
        {
            var start = time.GetTimestamp();
            _reading = await leaderLock.WriteAsync(_record with { RenewTime = time.GetUtcNow() }, _reading, cancellation);
            (_renewedAt, _isFailing) = (start, false);
            return true;
        }
        catch (ApiException changed) when (changed.IsConflict || changed.IsNotFound)
        {
            await ReadAsync(cancellation);
            return IsTaken;
        }
    }

    /// <summary>Somebody has written the object, or deleted it.</summary>
    private async Task ReadAsync(CancellationToken cancellation)
    {
        _reading = await leaderLock.ReadAsync(cancellation);
        if (_reading?.Record is { } now && now.HolderIdentity != settings.Identity)
        {
            IsTaken = true;
            Logs.Leases.Info($"{leaderLock.Name}: {settings.Identity} leads no longer, {now.HolderIdentity} has taken the lock");
        }
    }

    private async Task WriteReleaseAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var released = new LeaderRecord("", "", 1, now, now, _record.LeaderTransitions);
        try
        {
            await leaderLock.WriteAsync(released, _reading, cancellation);
        }
        catch (ApiException changed) when (changed.IsConflict)
        {
            // By a renewal whose answer did not come, perhaps.
            var stored = await leaderLock.ReadAsync(cancellation);
            if (stored?.Record?.HolderIdentity == settings.Identity)
            {
                await leaderLock.WriteAsync(released, stored, cancellation);
            }
        }
    }

    /// <summary>Once for several failures in a row.</summary>
    private void Report(Exception failure)
    {
        var message = $"{leaderLock.Name} was not renewed, trying again: {failure.GetBaseException().Message}";
        if (_isFailing)
        {
            Logs.Leases.Debug(message);
        }
        else
        {
            Logs.Leases.Warn(message);
        }

        _isFailing = true;
    }
}
