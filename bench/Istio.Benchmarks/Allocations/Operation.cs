namespace Istio.Benchmarks.Allocations;

/// <summary>Something that runs so often that what it allocates is a promise: a row of the table.</summary>
internal abstract class Operation : IDisposable
{
    /// <summary>Its row in <c>bench/allocations.json</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How often it is run to be measured; few for those that cross sockets.</summary>
    public virtual int Count => 2000;

    public abstract void RunOnce();

    public abstract void Dispose();
}
