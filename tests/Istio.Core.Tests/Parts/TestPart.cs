using System.Collections.Concurrent;
using Istio.Core.Parts;

namespace Istio.Core.Tests.Parts;

/// <summary>A part that writes down what is done with it and fails where it is told to.</summary>
internal sealed class TestPart(string name, ConcurrentQueue<string> calls) : IPart
{
    public TaskCompletionSource Work { get; } = new();

    public Func<CancellationToken, Task>? OnStart { get; init; }

    public Func<Task>? OnStop { get; init; }

    public Func<Task>? OnDispose { get; init; }

    public string Name => name;

    public Task Completion => Work.Task;

    public Task StartAsync(CancellationToken cancellation) => CallAsync("start", OnStart is null ? null : () => OnStart(cancellation));

    public async Task StopAsync()
    {
        await CallAsync("stop", OnStop);
        Work.TrySetResult();
    }

    public async ValueTask DisposeAsync() => await CallAsync("dispose", OnDispose);

    private Task CallAsync(string what, Func<Task>? then)
    {
        calls.Enqueue($"{what} {name}");
        return then?.Invoke() ?? Task.CompletedTask;
    }
}
