using Istio.Security.Certificates;

namespace Istiod.Authority.Roots;

/// <summary>Looks at the self-signed root from time to time and makes the next one while the present one still has life left.</summary>
internal sealed class RootRotation(SelfSignedAuthority authority, LiveMaterial live, AuthoritySettings settings, TimeProvider time)
{
    /// <summary>Runs until cancelled. Replicas start at different moments, so that mostly one of them rotates and the others take over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (settings.RootCheckInterval <= TimeSpan.Zero)
        {
            Logs.RootRotation.Info("root certificate rotation is off");
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        try
        {
            var start = settings.RootCheckJitter ? settings.RootCheckInterval * Random.Shared.NextDouble() : TimeSpan.Zero;
            await Task.Delay(start, time, cancellation);
            while (true)
            {
                await CheckAsync(cancellation);
                await Task.Delay(settings.RootCheckInterval, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>One look. On failure what is in force stays in force, and the next look tries again.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        try
        {
            await TakeOverAsync(cancellation);
            if (IsDue(Validity.Of(live.Current.Certificate)))
            {
                await RotateAsync(cancellation);
            }
        }
        catch (AuthorityException e)
        {
            Logs.RootRotation.Error($"root certificate rotation failed, the present root stays: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Logs.RootRotation.Error($"root certificate rotation failed, the present root stays and the next check tries again: {e}");
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellation)
    {
        if (await authority.ReloadAsync(live.Current, cancellation) is { } kept)
        {
            Logs.RootRotation.Info($"taking over the root certificate kept by another istiod: {kept.Roots}");
            live.Replace(kept);
        }
    }

    private async Task RotateAsync(CancellationToken cancellation)
    {
        if (await authority.RotateAsync(cancellation) is not { } rotated)
        {
            Logs.RootRotation.Info("another istiod has written the CA meanwhile; reading it again");
            await TakeOverAsync(cancellation);
            return;
        }

        live.Replace(rotated);
        Logs.RootRotation.Info($"rotated the root certificate; the new one ends at {rotated.EndOfChain:O}");
    }

    private bool IsDue(Validity root) => root.NotAfter - time.GetUtcNow() < root.Lifetime * (settings.RootGracePercentile / 100.0);
}
