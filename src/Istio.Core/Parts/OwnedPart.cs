namespace Istio.Core.Parts;

/// <summary>A part without work of its own: it holds what others use and disposes it at its turn, the last named first.</summary>
/// <param name="owned">Each an <see cref="IAsyncDisposable"/> or an <see cref="IDisposable"/>; nulls and others are passed over.</param>
public sealed class OwnedPart(string name, params object?[] owned) : IPart
{
    private readonly TaskCompletionSource _stopped = new();

    public string Name => name;

    public Task Completion => _stopped.Task;

    public Task StartAsync() => Task.CompletedTask;

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
