namespace Istiod.Tests.Registry.Sources;

/// <summary>Holds the loop that asks a source.</summary>
internal sealed class SourceBlock : IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the loop is held.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public void Wait()
    {
        _reached.TrySetResult();
        _released.Wait();
    }

    public void Dispose() => _released.Set();
}
