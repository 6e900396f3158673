namespace Istio.Benchmarks.Allocations;

/// <summary>An operation that needs no more than its parts, which the delegate holds.</summary>
internal sealed class SimpleOperation(string name, Action run) : Operation
{
    public override string Name => name;

    public override void RunOnce() => run();

    public override void Dispose()
    {
    }
}
