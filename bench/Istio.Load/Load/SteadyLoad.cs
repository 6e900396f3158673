using System.Diagnostics;
using Istio.Load.Pairs;
using Istio.Load.Programs;
using Istio.Reactor;

namespace Istio.Load.Load;

/// <summary>Connections with one request each, begun at a fixed rate whether or not earlier ones have been answered.</summary>
internal sealed class SteadyLoad(ReactorLoop loop, ProxyEntry entry, int perSecond)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private int _answered;

    /// <summary>Runs for this long and returns how many requests were answered.</summary>
    public async Task<int> RunAsync(TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var requests = new List<Task>();
        using var timer = new PeriodicTimer(Tick);
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < duration)
        {
            while (requests.Count < elapsed.TotalSeconds * perSecond)
            {
                requests.Add(RequestAsync());
            }

            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(requests);
        return _answered;
    }

    private async Task RequestAsync()
    {
        var message = new byte[64];
        message[0] = Application.Echo;
        using var stream = await Caller.DialAsync(loop, entry);
        await Transfers.WriteAsync(stream, message);
        await Transfers.ReadExactlyAsync(stream, message);
        _answered++;
    }
}
