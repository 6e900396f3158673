using Istio.Core.Parts;

namespace Istio.Kubernetes.Leases;

/// <summary>Work under a lock that is ours: the lock is renewed while the work runs, and released when that has ended.</summary>
/// <param name="formerLeft">How long the holder from whom it was taken may still go on without knowing.</param>
internal sealed class Hold(HeldLock held, ElectionSettings settings, TimeSpan formerLeft, TimeProvider time)
{
    private TimeSpan DeadlineLeft => AtLeastNothing(settings.RenewDeadline - held.Age);

    /// <summary>Runs the work once. Its token is cancelled when the lock is lost or the program stops.</summary>
    /// <returns>True when the work has ended by itself, false when it was cancelled.</returns>
    /// <exception cref="LeaseOverrunException">The work did not end; it still runs.</exception>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> guarded, CancellationToken stopping)
    {
        using var leading = new CancellationTokenSource(DeadlineLeft, time);
        using var stop = stopping.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), leading);
        using var ended = new CancellationTokenSource();
        var work = Task.Run(() => WorkAsync(guarded, leading.Token), CancellationToken.None);
        var renewals = RenewAsync(work, leading, ended.Token);
        await Task.WhenAny(work, renewals);
        if (!work.IsCompleted)
        {
            Unawaited.Disregard(work);
            await renewals;
        }

        await ended.CancelAsync();
        await renewals;
        await held.ReleaseAsync();
        return await EndAsync(work, leading);
    }

    private async Task WorkAsync(Func<CancellationToken, Task> guarded, CancellationToken leading)
    {
        if (formerLeft > TimeSpan.Zero)
        {
            Logs.Leases.Info($"{held.Name}: the former leader may go on for {formerLeft.TotalSeconds:F1}s; until then nothing is begun");
            await Task.Delay(formerLeft, time, leading);
        }

        await guarded(leading);
    }

    private static async Task<bool> EndAsync(Task work, CancellationTokenSource leading)
    {
        try
        {
            await work;
            return !leading.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Goes on until the work has ended, also after the deadline: while nobody else has the lock, nobody else should get it before.</summary>
    private async Task RenewAsync(Task work, CancellationTokenSource leading, CancellationToken ended)
    {
        var isRenewed = true;
        while (true)
        {
            // After a failure there is not much time left until the deadline.
            var wait = isRenewed ? settings.RetryPeriod : settings.RetryPeriod / 5;
            var left = AtLeastNothing(settings.LeaseDuration - held.Age);
            await Task.Delay(wait < left ? wait : left, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (work.IsCompleted)
            {
                return;
            }

            if (held.Age >= settings.LeaseDuration)
            {
                throw new LeaseOverrunException(held.Name, settings.LeaseDuration);
            }

            isRenewed = await TryRenewAsync(leading, ended);
        }
    }

    private async Task<bool> TryRenewAsync(CancellationTokenSource leading, CancellationToken ended)
    {
        if (!held.IsTaken && !await held.TryRenewAsync(ended))
        {
            return false;
        }

        if (held.IsTaken)
        {
            await leading.CancelAsync();
        }
        else
        {
            leading.CancelAfter(DeadlineLeft);
        }

        return true;
    }

    private static TimeSpan AtLeastNothing(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
