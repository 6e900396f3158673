using System.Runtime.InteropServices;

namespace Istio.Benchmarks;

/// <summary>CPU time of this thread. Elapsed time on a shared machine tells more about the neighbours than about the code.</summary>
internal static partial class CpuClock
{
    private const int ThreadCpuTime = 3;

    public static double Microseconds
    {
        get
        {
            if (GetTime(ThreadCpuTime, out var time) != 0)
            {
                throw new InvalidOperationException("clock_gettime(CLOCK_THREAD_CPUTIME_ID) failed.");
            }

            return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
