using Istio.Core.Parts;

namespace Istiod.Serving;

/// <summary>The web server as a part: it fails when one of its ports no longer accepts connections.</summary>
internal sealed class WebPart : IPart
{
    private readonly WebServer _server;
    private readonly TimeSpan _drain;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _stopped = new();

    /// <param name="drain">How long calls that are open may last after the stop.</param>
    public WebPart(WebServer server, TimeSpan drain, TimeProvider time)
    {
        (_server, _drain, _time) = (server, drain, time);
        Completion = Task.WhenAny(_stopped.Task, server.Failure).Unwrap();
    }

    public string Name => "web server";

    public Task Completion { get; }

    public Task StartAsync(CancellationToken cancellation) => _server.StartAsync();

    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(_drain, _time);
        await _server.StopAsync(limit.Token);
        _stopped.TrySetResult();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
