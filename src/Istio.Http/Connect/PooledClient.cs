using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>A connection in the pool, with the timer that removes it when it is not used.</summary>
internal sealed class PooledClient
{
    private readonly TimeSpan _unusedRelease;
    private readonly LoopTimer _timer;
    private long _lastAsked;

    public PooledClient(TunnelClient client, TimeSpan unusedRelease)
    {
        Client = client;
        _unusedRelease = unusedRelease;
        _timer = client.Loop.CreateTimer(static self => ((PooledClient)self!).OnTimer(), this);
        OnAsked();
        _timer.Arm(unusedRelease);
    }

    public TunnelClient Client { get; }

    /// <summary>Notes the use; the timer is only looked at when it fires, so that this costs a clock read and nothing more.</summary>
    public void OnAsked() => _lastAsked = Client.Loop.Time.GetTimestamp();

    public void Stop() => _timer.Cancel();

    private void OnTimer()
    {
        var unused = Client.Loop.Time.GetElapsedTime(_lastAsked);
        if (unused < _unusedRelease)
        {
            _timer.Arm(_unusedRelease - unused);
        }
        else
        {
            // Open tunnels go on; without any the connection closes at once.
            Client.Drain();
        }
    }
}
