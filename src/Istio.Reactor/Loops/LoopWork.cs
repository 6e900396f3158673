namespace Istio.Reactor;

internal readonly record struct LoopWork(Action<object?> Action, object? State);
