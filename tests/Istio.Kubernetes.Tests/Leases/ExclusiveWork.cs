using System.Threading.Channels;

namespace Istio.Kubernetes.Tests.Leases;

/// <summary>Work that must never run twice at the same time, and says when it begins and ends.</summary>
internal sealed class ExclusiveWork
{
    private readonly Channel<string> _steps = Channel.CreateUnbounded<string>();
    private int _running;
    private int _most;

    /// <summary>How many ran at the same time, at most.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>What runs under a lock on behalf of one candidate.</summary>
    /// <param name="ending">How long it takes to end.</param>
    public Func<CancellationToken, Task> Of(string candidate, TimeSpan ending = default) => async cancellation =>
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        _steps.Writer.TryWrite($"begin {candidate}");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(ending, CancellationToken.None);
        Interlocked.Decrement(ref _running);
        _steps.Writer.TryWrite($"end {candidate}");
        cancellation.ThrowIfCancellationRequested();
    };

    /// <summary>The next begin or end, of any candidate.</summary>
    public async Task<string> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return await _steps.Reader.ReadAsync(limit.Token);
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref _most)) < value && Interlocked.CompareExchange(ref _most, value, seen) != seen)
        {
        }
    }
}
