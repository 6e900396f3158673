using Grpc.Net.Client;
using Istio.Core.Parts;
using Istio.Xds.Client;
using Ztunnel.Admin;

namespace Ztunnel.Discovery;

/// <summary>The xDS client as a part. The proxy is not ready before the first responses were applied.</summary>
internal sealed class DiscoveryPart : IPart
{
    private readonly AdsClient _client;
    private readonly GrpcChannel _channel;
    private readonly Readiness _readiness;
    private readonly BackgroundTask _running;

    /// <param name="channel">The client's connections, disposed with it.</param>
    public DiscoveryPart(AdsClient client, GrpcChannel channel, Readiness readiness)
    {
        (_client, _channel, _readiness) = (client, channel, readiness);
        _running = new BackgroundTask(RunAsync);
        readiness.Await(Readiness.StateManager);
    }

    public string Name => "discovery";

    public Task Completion => _running.Completion;

    public Task StartAsync(CancellationToken cancellation)
    {
        _running.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync() => _running.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _channel.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        var following = _client.RunAsync(cancellation);
        if (await Task.WhenAny(_client.Ready, following) == _client.Ready)
        {
            _readiness.Complete(Readiness.StateManager);
        }

        await following;
    }
}
