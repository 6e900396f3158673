namespace Istio.Core.Parts;

/// <summary>A part without background work: it opens something at its turn, and disposes what others use, the last named first.</summary>
/// <param name="start">Null when nothing is to be done.</param>
/// <param name="owned">Each an <see cref="IAsyncDisposable"/> or an <see cref="IDisposable"/>; nulls and others are passed over.</param>
public sealed class OwnedPart(string name, Func<Task>? start, params object?[] owned) : IPart
{
    private readonly TaskCompletionSource _stopped = new();

    public string Name => name;

    public Task Completion => _stopped.Task;

    public Task StartAsync(CancellationToken cancellation) => start?.Invoke() ?? Task.CompletedTask;

    public Task StopAsync()
    {
        _stopped.TrySetResult();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = owned.Length - 1; i >= 0; i--)
        {
            if (owned[i] is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                (owned[i] as IDisposable)?.Dispose();
            }
        }
    }
}
