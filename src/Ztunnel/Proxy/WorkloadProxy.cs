using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Reactor;

namespace Ztunnel.Proxy;

/// <summary>The proxy of one workload: on each loop the listeners of the sides that the loop serves.</summary>
internal sealed class WorkloadProxy
{
    private readonly IReadOnlyList<(ReactorLoop Loop, WorkloadLoop Part)> _parts;

    private WorkloadProxy(LocalWorkload workload, IReadOnlyList<(ReactorLoop, WorkloadLoop)> parts)
    {
        Workload = workload;
        _parts = parts;
    }

    public LocalWorkload Workload { get; }

    /// <summary>Opens all listeners. When one fails, none stays open.</summary>
    /// <param name="index">Counts the workloads served so far; spreads them over the loops.</param>
    /// <param name="listen">Where to listen: a workload's own address, or every address.</param>
    /// <param name="bindAddress">The source address of what the proxy dials; null leaves it to the kernel.</param>
    public static async Task<(WorkloadProxy? Proxy, StreamFailure? Failure)> StartAsync(
        IReadOnlyList<ReactorLoop> loops, ProxyServices services, LocalWorkload workload, int index, IpAddress listen, IpAddress? bindAddress)
    {
        var parts = new List<(ReactorLoop Loop, WorkloadLoop Part)>();
        var announced = TrafficSides.None;
        for (var i = 0; i < loops.Count; i++)
        {
            var loop = loops[i];
            var sides = LoopShare.SidesOf(i, loops.Count, index);
            if (sides == TrafficSides.None)
            {
                continue;
            }

            var announce = sides & ~announced;
            announced |= sides;
            var failure = await loop.RunAsync(() =>
            {
                var part = new WorkloadLoop(loop, services, workload, bindAddress);
                parts.Add((loop, part));
                return Task.FromResult(part.Listen(listen, sides, announce));
            });
            if (failure is not null)
            {
                await OnEachAsync(parts, part => part.Close());
                return (null, failure);
            }
        }

        return (new WorkloadProxy(workload, parts), null);
    }

    public Task ReevaluateAsync() => OnEachAsync(_parts, part => part.ReevaluateAsync());

    public Task VerifyPeersAsync() => OnEachAsync(_parts, part => part.VerifyPeersAsync());

    /// <inheritdoc cref="WorkloadLoop.DrainIdentities"/>
    public Task DrainIdentitiesAsync(IReadOnlySet<SpiffeId> identities) => OnEachAsync(_parts, part => part.DrainIdentities(identities));

    /// <summary>Takes no new connections and waits until the open ones have ended, or until the deadline; then ends them.</summary>
    public async Task StopAsync(TimeSpan deadline, TimeProvider time)
    {
        await OnEachAsync(_parts, part => part.Drain());
        try
        {
            await Task.WhenAll(_parts.Select(p => p.Loop.RunAsync(() => p.Part.Open.WhenEmpty()))).WaitAsync(deadline, time);
        }
        catch (TimeoutException)
        {
            // What is still open is ended below, each with its own outcome.
        }

        await OnEachAsync(_parts, part => part.Close());
    }

    /// <summary>What is open now, loop by loop.</summary>
    public async Task<IReadOnlyList<OpenConnectionView>> ConnectionsAsync()
    {
        var views = await Task.WhenAll(_parts.Select(p => p.Loop.RunAsync(() => Task.FromResult(Array.ConvertAll(p.Part.Open.ToArray(), OpenConnectionView.Of)))));
        return [.. views.SelectMany(view => view)];
    }

    private static Task OnEachAsync(IReadOnlyList<(ReactorLoop Loop, WorkloadLoop Part)> parts, Action<WorkloadLoop> action) =>
        OnEachAsync(parts, part =>
        {
            action(part);
            return Task.CompletedTask;
        });

    private static Task OnEachAsync(IReadOnlyList<(ReactorLoop Loop, WorkloadLoop Part)> parts, Func<WorkloadLoop, Task> action) =>
        Task.WhenAll(parts.Select(p => p.Loop.RunAsync(() => action(p.Part))));
}
