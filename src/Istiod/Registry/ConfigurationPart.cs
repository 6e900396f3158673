using Istio.Core.Parts;

namespace Istiod.Registry;

/// <summary>The configuration as a part: it has started when every source was read and all of it was published once, and fails with its loop.</summary>
/// <param name="owned">What the loop uses and nobody else disposes, in the order in which it was made.</param>
internal sealed class ConfigurationPart(MeshLoop loop, params IDisposable[] owned) : IPart
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
        for (var i = owned.Length - 1; i >= 0; i--)
        {
            owned[i].Dispose();
        }
    }
}
