namespace Ztunnel.Tests.State;

/// <summary>Work that grows with the square of its input allocates with the square of it here: every step copies a list.</summary>
internal static class Allocated
{
    /// <summary>Bytes for <c>4n</c> divided by bytes for <c>n</c>: about 4 for work in proportion, 16 for the square.</summary>
    public static double Growth(int n, Action<int> work)
    {
        work(n); // Once before it is measured, so that what is made only once does not count.
        return (double)Of(() => work(4 * n)) / Of(() => work(n));
    }

    private static long Of(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
