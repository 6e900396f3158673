using Istio.Core.Values;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Leases;
using Istio.Kubernetes.Writers;
using Istio.Testing.Kubernetes;
using Istiod.Authority.Distribution;

namespace Istiod.Tests.Authority.Distribution;

/// <summary>One istiod's distribution of roots, with a client of its own behind a proxy.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly CutProxy _proxy;
    private readonly ApiClient _client;

    private Replica(CutProxy proxy, ApiClient client, RootDistribution part) => (_proxy, _client, Part) = (proxy, client, part);

    public RootDistribution Part { get; }

    /// <param name="system">The namespace of the lock.</param>
    public static async Task<Replica> StartAsync(
        KubeApi api, string system, string configMap, Func<string> pem, Func<ValueMap<string, string>, bool>? includes = null, string identity = "istiod-1")
    {
        var server = ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System);
        var proxy = new CutProxy(server.Address);
        var client = new ApiClient(server with { Address = proxy.Address }, "tests");
        var writer = new ObjectWriter(client, new(80, 160, TimeProvider.System), TimeProvider.System);
        var election = new ElectionSettings
        {
            Identity = identity,
            LeaseDuration = TimeSpan.FromSeconds(4),
            RenewDeadline = TimeSpan.FromSeconds(2),
            RetryPeriod = TimeSpan.FromSeconds(0.5),
        };
        var settings = new DistributionSettings { SystemNamespace = system, ConfigMapName = configMap };
        var part = new RootDistribution(client, writer, settings, election, includes ?? (static _ => true), pem, TimeProvider.System);
        await part.StartAsync(TestContext.Current.CancellationToken);
        return new(proxy, client, part);
    }

    /// <summary>The server hears nothing more of it.</summary>
    public void Cut() => _proxy.Cut();

    public async ValueTask DisposeAsync()
    {
        await Part.StopAsync();
        await Part.DisposeAsync();
        _client.Dispose();
        await _proxy.DisposeAsync();
    }
}
