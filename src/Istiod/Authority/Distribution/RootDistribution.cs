using Istio.Core.Parts;
using Istio.Core.Values;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Leases;
using Istio.Kubernetes.Writers;

namespace Istiod.Authority.Distribution;

/// <summary>The roots in every namespace, as a part: of several istiods one distributes them.</summary>
internal sealed class RootDistribution : IPart
{
    /// <summary>Istio's name of the lock.</summary>
    public const string LockName = "istio-namespace-controller-election";

    private readonly BackgroundTask _running;
    private readonly Func<RootDistributor> _make;
    private volatile RootDistributor? _current;

    /// <param name="writer">Of the same client.</param>
    /// <param name="includes">Whether the namespace with these labels belongs to the mesh; after its answer may have changed comes <see cref="Recheck"/>. Any thread.</param>
    /// <param name="pem">The roots now; empty while there are none. After a change comes <see cref="Recheck"/>. Any thread.</param>
    public RootDistribution(
        ApiClient client,
        ObjectWriter writer,
        DistributionSettings settings,
        ElectionSettings election,
        Func<ValueMap<string, string>, bool> includes,
        Func<string> pem,
        TimeProvider time)
    {
        _make = () => new(client, writer, settings, includes, pem, time);
        var leader = new LeaderElection(new ConfigMapLock(client, settings.SystemNamespace, LockName), election, time);
        _running = new(stopping => leader.RunAsync(DistributeAsync, stopping));
    }

    public string Name => "root certificate distribution";

    public Task Completion => _running.Completion;

    /// <summary>The roots, or which namespaces belong to the mesh, have changed. Any thread.</summary>
    public void Recheck() => _current?.Recheck();

    public Task StartAsync(CancellationToken cancellation)
    {
        _running.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync() => _running.StopAsync();

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    private async Task DistributeAsync(CancellationToken leading)
    {
        using var distributor = _make();
        _current = distributor;
        try
        {
            await distributor.RunAsync(leading);
        }
        finally
        {
            _current = null;
        }
    }
}
