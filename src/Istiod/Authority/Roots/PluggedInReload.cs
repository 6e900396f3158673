using Istio.Security.Trust;
using Istiod.Watching;

namespace Istiod.Authority.Roots;

/// <summary>Takes changed files of a plugged-in CA over while istiod runs.</summary>
internal sealed class PluggedInReload(LiveMaterial live, AuthoritySettings settings, TimeProvider time)
{
    /// <summary>Kubernetes swaps a whole secret by renaming links, editors write in steps: wait until it is quiet.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Watches the directory until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var changed = new SemaphoreSlim(0);
        using var follower = new FileFollower(
            [.. PluggedInFiles.Everything.Select(name => Path.Combine(settings.RootCaDirectory, name))],
            failed => new FolderWatch(settings.RootCaDirectory, recursive: false, path => path, (_, _) => changed.Release(), failed),
            () => changed.Release(),
            time);
        try
        {
            while (true)
            {
                await changed.WaitAsync(cancellation);
                await WaitForQuietAsync(changed, cancellation);
                Reload();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Reads the files now. What does not fit together is reported and the running CA stays.</summary>
    public void Reload()
    {
        try
        {
            var current = live.Current;
            if (PluggedInAuthority.Load(settings.RootCaDirectory, time.GetUtcNow()) is not { } loaded)
            {
                throw new AuthorityException($"the plugged-in CA has gone from {settings.RootCaDirectory}");
            }

            if (IsSame(current, loaded))
            {
                return;
            }

            RefuseForeignRoots(current.Roots, loaded.Roots);
            live.Replace(loaded);
            Logs.Authority.Info($"took over the changed plugged-in CA in {settings.RootCaDirectory}, trusting {loaded.Roots}");
        }
        catch (AuthorityException e)
        {
            Logs.Authority.Error($"changed plugged-in CA files are not used, the present CA stays: {e.Message}");
        }
        catch (Exception e)
        {
            Logs.Authority.Error($"changed plugged-in CA files are not used, the present CA stays until they change again: {e}");
        }
    }

    private static async Task WaitForQuietAsync(SemaphoreSlim changed, CancellationToken cancellation)
    {
        while (await changed.WaitAsync(Quiet, cancellation))
        {
            // Another change within the quiet time starts it anew.
        }
    }

    private static bool IsSame(SigningMaterial current, SigningMaterial loaded) =>
        current.Roots.Equals(loaded.Roots)
        && current.Certificate.RawDataMemory.Span.SequenceEqual(loaded.Certificate.RawDataMemory.Span)
        && current.Intermediates.Select(one => one.Thumbprint).SequenceEqual(loaded.Intermediates.Select(one => one.Thumbprint));

    /// <summary>
    /// A root may be added or removed, never swapped in one step: proxies learn of roots and certificates at different moments, and a
    /// swap would cut those off that are late.
    /// </summary>
    private void RefuseForeignRoots(TrustBundle current, TrustBundle loaded)
    {
        if (loaded.Equals(current))
        {
            return;
        }

        if (!settings.MultiRoot)
        {
            throw new AuthorityException("the root certificates differ, which ISTIO_MULTIROOT_MESH=true would allow");
        }

        if (!loaded.IsSubsetOf(current) && !current.IsSubsetOf(loaded))
        {
            throw new AuthorityException("the root certificates were exchanged in one step; first add the new one, later remove the old one");
        }
    }
}
