using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>
/// Bounds how many clients are written to at a time, and by that memory and the burst on the network of a push to all. A client that does not take its
/// response gives its place back after a while, so that slow readers cost nobody else.
/// </summary>
internal sealed class SendThrottle(int places, TimeSpan patience, DiscoveryMetrics metrics, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(places);

    public async Task SendAsync(XdsResponse response, Func<XdsResponse, Task> write, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        Task writing;
        try
        {
            var started = time.GetTimestamp();
            writing = write(response);
            if (!writing.IsCompleted && !await EndsInTimeAsync(writing))
            {
                metrics.SlowWrites.Add(1);
            }

            metrics.SendTime.Observe(time.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            _places.Release();
        }

        await writing;
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> EndsInTimeAsync(Task writing)
    {
        using var waiting = new CancellationTokenSource();
        var first = await Task.WhenAny(writing, Task.Delay(patience, time, waiting.Token));
        await waiting.CancelAsync();
        return first == writing;
    }
}
