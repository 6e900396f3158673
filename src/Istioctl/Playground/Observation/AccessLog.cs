namespace Istioctl.Playground.Observation;

/// <summary>
/// The connections that both ztunnels have logged, newest last; the oldest are dropped. Positions keep counting, so a reader can ask for everything
/// since a point in time of its own.
/// </summary>
internal sealed class AccessLog
{
    private const int Capacity = 50_000;

    private readonly Queue<AccessLogLine> _lines = new();
    private readonly Lock _gate = new();
    private long _dropped;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The position behind the newest line.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _dropped + _lines.Count;
            }
        }
    }

    /// <summary>Feed for the output of a ztunnel: lines that are no connections are passed over.</summary>
    public void Offer(string line)
    {
        if (AccessLogLine.TryParse(line) is not { } connection)
        {
            return;
        }

        TaskCompletionSource grown;
        lock (_gate)
        {
            _lines.Enqueue(connection);
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
                _dropped++;
            }

            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }

    public IReadOnlyList<AccessLogLine> Since(long position)
    {
        lock (_gate)
        {
            return [.. _lines.Skip((int)Math.Max(0, position - _dropped))];
        }
    }

    /// <summary>The first line since the position that matches, waiting for it if need be; null when none came in time.</summary>
    public async Task<AccessLogLine?> WaitForAsync(long position, Func<AccessLogLine, bool> matches, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                grown = _grown.Task;
            }

            if (Since(position).FirstOrDefault(matches) is { } found)
            {
                return found;
            }

            try
            {
                await grown.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
