using System.Runtime.InteropServices;

namespace Istio.Xds.Tests.Server;

/// <summary>The processor time of one thread: other tests and other programs do not count, so that costs can be compared on a busy machine.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2) on Linux.
    private const int ThreadCpuTime = 3;

    private const int Attempts = 3;

    /// <summary>The best of some attempts, each with a fresh start.</summary>
    public static TimeSpan Cost<T>(Func<T> prepare, Action<T> work) => Enumerable.Range(0, Attempts).Min(_ => CostOnce(prepare(), work));

    private static TimeSpan CostOnce<T>(T start, Action<T> work)
    {
        var before = Now();
        work(start);
        return Now() - before;
    }

    private static TimeSpan Now()
    {
        Assert.Equal(0, GetTime(ThreadCpuTime, out var time));
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out ClockTime time);

    private readonly record struct ClockTime(long Seconds, long Nanoseconds);
}
