using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Leases;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.Leases;

/// <summary>One program that stands for election, with a client of its own, behind a proxy.</summary>
internal sealed class Candidate : IAsyncDisposable
{
    private readonly CutProxy _proxy;
    private readonly ApiClient _client;
    private readonly BackgroundTask _running;

    private Candidate(CutProxy proxy, ApiClient client, BackgroundTask running) => (_proxy, _client, _running) = (proxy, client, running);

    public Task Completion => _running.Completion;

    public static Candidate Start(
        ApiServer server, Func<ApiClient, ILeaderLock> leaderLock, ElectionSettings settings, Func<CancellationToken, Task> work)
    {
        var proxy = new CutProxy(server.Address);
        var client = new ApiClient(server with { Address = proxy.Address }, "tests");
        var election = new LeaderElection(leaderLock(client), settings, TimeProvider.System);
        var running = new BackgroundTask(stopping => election.RunAsync(work, stopping));
        running.Start();
        return new(proxy, client, running);
    }

    /// <summary>The server hears nothing more of it, as if the program were killed, but here its end can be watched.</summary>
    public void Cut() => _proxy.Cut();

    public void Mend() => _proxy.Mend();

    public Task StopAsync() => _running.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _client.Dispose();
        await _proxy.DisposeAsync();
    }
}
