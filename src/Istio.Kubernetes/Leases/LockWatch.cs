using System.Threading.Channels;
using Istio.Core.Parts;
using Istio.Kubernetes.ListWatch;

namespace Istio.Kubernetes.Leases;

/// <summary>Tells a candidate at once that the lock has changed. While it cannot be watched, the candidate looks from time to time.</summary>
internal sealed class LockWatch : IWatchSink, IAsyncDisposable
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Reflector _reflector;
    private readonly BackgroundTask _running;
    private readonly TimeProvider _time;

    public LockWatch(ILeaderLock leaderLock, TimeProvider time)
    {
        _time = time;
        _reflector = new(leaderLock.Client, leaderLock.Target, this, time);
        _running = new(_reflector.RunAsync);
        _running.Start();
    }

    /// <summary>Returns after a change, or after this time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken stopping)
    {
        using var timer = new CancellationTokenSource(longest > TimeSpan.Zero ? longest : TimeSpan.FromMilliseconds(1), _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            await _changes.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Time to look.
        }
    }

    public void BeginList()
    {
    }

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json) => _changes.Writer.TryWrite(true);

    public void Remove(in ObjectHead head) => _changes.Writer.TryWrite(true);

    public void EndList() => _changes.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _reflector.Dispose();
    }
}
