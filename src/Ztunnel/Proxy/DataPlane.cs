using Istio.Core.Identity;
using Istio.Core.Parts;
using Istio.Reactor;
using Ztunnel.Admin;
using Ztunnel.State;

namespace Ztunnel.Proxy;

/// <summary>
/// The loops and the proxies on them. Follows the mesh: starts and stops the proxies of served workloads, and has open connections
/// evaluated or verified again when policies or trust change.
/// </summary>
internal sealed class DataPlane : IPart
{
    /// <summary>Between a failed attempt to follow the mesh and the next one.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly ProxyServices _services;
    private readonly Readiness _readiness;
    private readonly ServedSet _served;
    private readonly IReadOnlyList<ReactorLoop> _loops;
    private readonly BackgroundTask _following;
    private readonly SemaphoreSlim _changed = new(0);
    private volatile Dictionary<string, WorkloadProxy> _proxies = [];
    private int _started;
    private volatile bool _policiesChanged;
    private volatile bool _trustChanged;
    private Task _reevaluation = Task.CompletedTask;

    public DataPlane(ProxyServices services, Readiness readiness)
    {
        _services = services;
        _readiness = readiness;
        readiness.Await(Readiness.Proxy);
        _following = new BackgroundTask(FollowAsync);
        _served = ServedSet.Of(services);
        _loops = [.. Enumerable.Range(0, services.Settings.WorkerThreads).Select(i => ReactorLoop.Start($"ztunnel-{i}"))];
        services.Mesh.Changed += OnMeshChanged;
        services.Tls.TrustChanged += OnTrustChanged;
        services.Tls.Issued += OnIssued;
    }

    /// <summary>The proxies running now, by the key of what they serve.</summary>
    public IReadOnlyDictionary<string, WorkloadProxy> Proxies => _proxies;

    public string Name => "data plane";

    public Task Completion => _following.Completion;

    /// <summary>Opens what can be opened now and goes on following the mesh until <see cref="StopAsync"/>.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await FollowOnceAsync();
        _readiness.Complete(Readiness.Proxy);
        _following.Start();
    }

    /// <summary>Stops accepting, gives open connections until the deadline, then ends them.</summary>
    public async Task StopAsync()
    {
        _services.Mesh.Changed -= OnMeshChanged;
        _services.Tls.TrustChanged -= OnTrustChanged;
        _services.Tls.Issued -= OnIssued;
        await _following.StopAsync();
        await _reevaluation.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_proxies.Values.Select(proxy => proxy.StopAsync(_services.Settings.TerminationDeadline, _services.Clock)));
    }

    public async ValueTask DisposeAsync()
    {
        await _following.DisposeAsync();
        foreach (var loop in _loops)
        {
            await loop.StopAsync();
            loop.Dispose();
        }

        // _changed stays: a change that was under way when its event was let go of may still release it.
    }

    private void OnMeshChanged(MeshState before, MeshState after)
    {
        try
        {
            // The original looks only at policies; a workload that is given another list of them keeps its connections there.
            if (!ReferenceEquals(before.Policies, after.Policies) || _proxies.Values.Any(proxy => NeedsReevaluation(proxy, before, after)))
            {
                _policiesChanged = true;
            }
        }
        catch
        {
            _policiesChanged = true; // Not known to be unaffected; the store logs the failure.
            throw;
        }
        finally
        {
            _changed.Release();
        }
    }

    private static bool NeedsReevaluation(WorkloadProxy proxy, MeshState before, MeshState after) =>
        proxy.Workload.Uid is { } uid
        && before.WorkloadByUid(uid) is { } old
        && after.WorkloadByUid(uid) is { } now
        && (old.Namespace != now.Namespace || !old.AuthorizationPolicies.Equals(now.AuthorizationPolicies));

    private void OnTrustChanged()
    {
        _trustChanged = _services.Settings.CloseUntrusted;
        _changed.Release();
    }

    /// <summary>A connection of a workload that was leaving may have asked again for what had just been removed.</summary>
    private void OnIssued(SpiffeId identity)
    {
        if (!ServedIdentities().Contains(identity))
        {
            _changed.Release();
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellation);
            while (!await TryFollowAsync())
            {
                await Task.Delay(RetryInterval, _services.Clock, cancellation);
            }
        }
    }

    /// <returns>False when the mesh as it is now is not in force here; everything will be looked at again.</returns>
    private async Task<bool> TryFollowAsync()
    {
        // One look for all that has changed meanwhile.
        while (_changed.Wait(0))
        {
        }

        try
        {
            await FollowOnceAsync();
            _readiness.Complete(Readiness.Proxy);
            return true;
        }
        catch (Exception failure)
        {
            _policiesChanged = true;
            _trustChanged = _services.Settings.CloseUntrusted;
            _readiness.Await(Readiness.Proxy);
            Logs.Proxy.Error($"a change of the mesh is not in force, the next attempt follows in {RetryInterval.TotalSeconds} s: {failure}");
            return false;
        }
    }

    private async Task FollowOnceAsync()
    {
        // It may take seconds with many policies; trust and served workloads do not wait for it. Its failure is one of this look.
        if (_reevaluation.IsCompleted)
        {
            var last = _reevaluation;
            _reevaluation = Task.CompletedTask;
            await last;
            if (_policiesChanged)
            {
                _policiesChanged = false;
                _reevaluation = ReevaluateAsync();
            }
        }

        if (_trustChanged)
        {
            _trustChanged = false;
            await Task.WhenAll(_proxies.Values.Select(proxy => proxy.VerifyPeersAsync()));
        }

        await AdjustAsync(_served.At(_services.Mesh.Current));
        await RemoveIdentitiesAsync();
    }

    private async Task ReevaluateAsync()
    {
        try
        {
            await Task.WhenAll(_proxies.Values.Select(proxy => proxy.ReevaluateAsync()));
        }
        finally
        {
            _changed.Release(); // Policies may have changed meanwhile.
        }
    }

    /// <summary>Starts the proxies that are missing and stops those whose workload is gone or has moved.</summary>
    private async Task AdjustAsync(IReadOnlyDictionary<string, ServedPlace> wanted)
    {
        var next = new Dictionary<string, WorkloadProxy>(_proxies);
        try
        {
            foreach (var (key, proxy) in _proxies)
            {
                if (!wanted.ContainsKey(key))
                {
                    await proxy.StopAsync(TimeSpan.Zero, _services.Clock); // its workload is gone: nothing to wait for
                    next.Remove(key);
                }
            }

            foreach (var (key, place) in wanted)
            {
                if (!next.ContainsKey(key) && await StartAsync(place) is { } proxy)
                {
                    next.Add(key, proxy);
                }
            }
        }
        finally
        {
            // What was started before a failure must be known to be stopped later.
            _proxies = next;
        }
    }

    /// <summary>
    /// Removes what is held for identities that left. Called after the proxies of those that left have stopped, so that none of their connections asks
    /// again; and who is served is looked up after what is held, so that an identity which just arrived is never taken for one that left.
    /// </summary>
    private async Task RemoveIdentitiesAsync()
    {
        var left = _services.Tls.Identities;
        left.ExceptWith(ServedIdentities());
        if (left.Count == 0)
        {
            return;
        }

        foreach (var identity in left)
        {
            _services.Tls.Remove(identity);
        }

        await Task.WhenAll(_proxies.Values.Select(proxy => proxy.DrainIdentitiesAsync(left)));
    }

    private HashSet<SpiffeId> ServedIdentities()
    {
        var identities = new HashSet<SpiffeId>();
        foreach (var proxy in _proxies.Values)
        {
            if (proxy.Workload.Current is { } workload)
            {
                identities.Add(workload.Identity);
            }
        }

        return identities;
    }

    private async Task<WorkloadProxy?> StartAsync(ServedPlace place)
    {
        var (proxy, failure) = await WorkloadProxy.StartAsync(_loops, _services, place.Workload, _started++, place.Listen, place.Bind);
        if (failure is not null)
        {
            Logs.Proxy.Error($"cannot serve {place.Workload.Uid ?? "the workload"} on {place.Listen}: {failure.Detail}");
        }
        else if (place.Workload.Current is { } workload)
        {
            _ = _services.Tls.WarmUpAsync(workload.Identity);
        }

        return proxy;
    }
}
