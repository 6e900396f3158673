using System.Runtime.CompilerServices;
using Istio.Reactor;

namespace Istio.Http;

/// <summary>Awaited to let the other sources of the loop have a turn. Does not allocate.</summary>
internal readonly struct LoopYield(ReactorLoop loop) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public LoopYield GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => loop.Defer(static action => ((Action)action!)(), continuation);
}
