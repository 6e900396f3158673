using Istio.Core.Logging;

namespace Istio.Core.Parts;

/// <summary>
/// The parts of a program. They start in order; they stop and are disposed in reverse order, each whatever happened to the others. The first part that ends by
/// itself is written to the log with its reason and faults <see cref="Completion"/>, by which the program ends.
/// </summary>
public sealed class PartList : IAsyncDisposable
{
    private static readonly LogScope Log = LogScope.Get("parts", "start, failure and end of the parts of the program");

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<IPart> _parts;
    private readonly TimeSpan _stopLimit;
    private readonly TimeProvider _time;
    private readonly PartFailures _failures;
    private readonly CancellationTokenSource _stopRequested = new();
    private readonly Lazy<Task> _stopped;
    private readonly Lazy<Task> _disposed;
    private volatile bool _isStopping;
    private Task _starting = Task.CompletedTask;
    private int _started;

    /// <param name="stopLimit">For the stop of one part, and again for its disposal: a part that hangs is named in the log and left behind.</param>
    /// <param name="failed">
    /// Called with the name of each part that fails, on any thread, before <see cref="Completion"/> faults: the place to end readiness.
    /// </param>
    public PartList(IReadOnlyList<IPart> parts, TimeSpan stopLimit, TimeProvider time, Action<string>? failed = null)
    {
        _parts = parts;
        _stopLimit = stopLimit;
        _time = time;
        _failures = new(Log, failed);
        _stopped = new(StopAllAsync);
        _disposed = new(DisposeAllAsync);
    }

    /// <summary>Faults with a <see cref="PartFailedException"/> at the first failure of a part; completes when all parts have stopped without one.</summary>
    public Task Completion => _failures.Completion;

    /// <summary>True when a part has failed until now, in its work or in its end: the program exits with another code than 0.</summary>
    public bool HasFailed => _failures.Any;

    /// <summary>Starts one part after the other. When a start throws, those before it run on until <see cref="StopAsync"/>.</summary>
    /// <exception cref="PartFailedException">A part ended while the parts were started.</exception>
    public async Task StartAsync()
    {
        foreach (var part in _parts)
        {
            await StartAsync(part);
        }
    }

    /// <summary>Starts the parts and returns when <paramref name="stop"/> completes or a part has failed, in the start as well.</summary>
    /// <param name="started">Called when all parts have started.</param>
    public async Task RunUntilAsync(Task stop, Action started)
    {
        try
        {
            var start = StartAsync();
            if (await Task.WhenAny(start, stop) == start)
            {
                await start;
                started();
                await Task.WhenAny(stop, Completion);
            }
        }
        catch (PartFailedException)
        {
            // In the log since it happened.
        }
    }

    /// <summary>Stops the parts that were started, the last one first. What goes wrong is written to the log and faults <see cref="Completion"/>.</summary>
    public Task StopAsync() => _stopped.Value;

    /// <summary>Stops the parts, then disposes all of them, the last one first. Does not throw.</summary>
    public async ValueTask DisposeAsync() => await _disposed.Value;

    private async Task StartAsync(IPart part)
    {
        Task start;
        lock (_lock)
        {
            if (_isStopping)
            {
                return;
            }

            _starting = start = Task.Run(() => part.StartAsync(_stopRequested.Token));
            _started++;
        }

        _ = WatchAsync(part);
        await Task.WhenAny(start, Completion);
        if (_isStopping)
        {
            Unawaited.Disregard(start);
            return;
        }

        // A part that has failed is reported by its name, whatever its start threw.
        await (part.Completion.IsFaulted || Completion.IsCompleted ? Completion : start);
    }

    private async Task StopAllAsync()
    {
        lock (_lock)
        {
            _isStopping = true;
        }

        await _stopRequested.CancelAsync();
        await StartEndedAsync();
        for (var i = _started - 1; i >= 0; i--)
        {
            await EndAsync(_parts[i], "stop", _parts[i].StopAsync);
        }

        _failures.Close();
    }

    /// <summary>A part is not stopped while it starts: few are written for both at a time.</summary>
    private async Task StartEndedAsync()
    {
        try
        {
            await _starting.WaitAsync(_stopLimit, _time);
        }
        catch (Exception refused)
        {
            Log.Debug($"stopped in its start: {refused.Message}");
        }
    }

    private async Task DisposeAllAsync()
    {
        await StopAsync();
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            var part = _parts[i];
            await EndAsync(part, "be disposed", () => part.DisposeAsync().AsTask());
        }
    }

    /// <summary>On the thread pool: a part that blocks its thread is left behind like one that never completes.</summary>
    private async Task EndAsync(IPart part, string what, Func<Task> end)
    {
        try
        {
            await Task.Run(end).WaitAsync(_stopLimit, _time);
        }
        catch (TimeoutException)
        {
            _failures.Add(part, new TimeoutException($"it did not {what} within {_stopLimit.TotalSeconds:0.###} s"));
        }
        catch (Exception failure)
        {
            _failures.Add(part, failure);
        }
    }

    private async Task WatchAsync(IPart part)
    {
        try
        {
            await part.Completion;
            if (!_isStopping)
            {
                _failures.Add(part, new InvalidOperationException("it ended, although nobody had stopped it"));
            }
        }
        catch (Exception failure)
        {
            _failures.Add(part, failure);
        }
    }
}
