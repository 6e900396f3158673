namespace Istioctl.Playground.Traffic;

/// <summary>One caller that asks for one page again and again.</summary>
internal sealed class SteadyTraffic : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly string _url;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="rate">Calls a second; a slow answer does not hold back the next call.</param>
    public SteadyTraffic(Caller caller, string url, double rate)
    {
        _caller = caller;
        _url = url;
        _running = RunAsync(TimeSpan.FromSeconds(1 / rate));
    }

    public CallStatistics Statistics { get; } = new();

    /// <summary>Starts no new call and waits for those under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause);
        var underWay = new HashSet<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                underWay.RemoveWhere(call => call.IsCompleted);
                underWay.Add(CallAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }

        await Task.WhenAll(underWay);
    }

    /// <summary>A call that fails in a way that the caller does not know is a failed call like others; it is not awaited otherwise.</summary>
    private async Task CallAsync()
    {
        CallOutcome outcome;
        try
        {
            outcome = await _caller.GetAsync(_url, CancellationToken.None);
        }
        catch (Exception failure)
        {
            outcome = new CallOutcome(0, TimeSpan.Zero, failure.Message);
        }

        Statistics.Record(outcome);
    }
}
