namespace Istio.Reactor;

/// <summary>A call into a loop from another thread, with its answer as a task.</summary>
internal sealed class LoopCall<T>(Func<Task<T>> body)
{
    public static readonly Action<object?> Execute = static state => ((LoopCall<T>)state!).Start();

    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _answer.Task;

    private async void Start()
    {
        try
        {
            _answer.SetResult(await body());
        }
        catch (Exception exception)
        {
            _answer.SetException(exception);
        }
    }
}
