using Istio.Core.Parts;

namespace Istiod.Registry;

/// <summary>The configuration as a part: it has started when everything was read and published once, and fails with its loop.</summary>
internal sealed class ConfigurationPart(ConfigurationLoop loop, MeshPublisher publisher) : IPart
{
    private readonly BackgroundTask _running = new(loop.RunAsync);

    public string Name => "configuration";

    public Task Completion => _running.Completion;

    public async Task StartAsync(CancellationToken cancellation)
    {
        _running.Start();
        await Task.WhenAny(loop.Loaded, Completion).WaitAsync(cancellation);
    }

    public Task StopAsync() => _running.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        loop.Dispose();
        publisher.Dispose();
    }
}
