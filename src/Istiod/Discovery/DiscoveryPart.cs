using Istio.Core.Parts;
using Istiod.Debug;
using Istiod.Discovery.Pages;

namespace Istiod.Discovery;

/// <summary>The end of all clients' streams as a part: it comes while the ports are still open. Each stream's own loop belongs to its gRPC call.</summary>
internal sealed class DiscoveryPart(DiscoveryServer server, TimeProvider time) : IPart, IDebugPages
{
    // Clients read why their stream ended before the connection goes: some report a closed connection instead when both come at once.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _stopped = new();

    public string Name => "discovery";

    public IReadOnlyList<DebugPage> Pages => new ClientPages(server).All;

    public Task Completion => _stopped.Task;

    public Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task StopAsync()
    {
        server.Stop();
        await Task.Delay(Farewell, time);
        _stopped.TrySetResult();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
