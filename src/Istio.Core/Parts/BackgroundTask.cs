namespace Istio.Core.Parts;

/// <summary>One background task of a part and its end. The task gets a token that is cancelled by <see cref="StopAsync"/>; it must not end before.</summary>
/// <param name="body">Runs on the thread pool.</param>
public sealed class BackgroundTask(Func<CancellationToken, Task> body) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStarted;

    /// <summary>Completes when the task has ended, and faults with its exception; also completes when a task that was never started is stopped.</summary>
    public Task Completion => _completion.Task;

    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Cancels the task and waits for its end; never throws what the task threw.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _completion.SetResult();
        }

        await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await body(_stopping.Token);
            _completion.SetResult();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _completion.SetResult();
        }
        catch (Exception failure)
        {
            _completion.SetException(failure);
        }
    }
}
