using System.Globalization;

namespace Istio.Load.Processes;

/// <summary>What the kernel has charged to a process (proc(5)).</summary>
internal static class ProcessUsage
{
    /// <summary>USER_HZ; a constant of the kernel's interface on x86-64 and arm64.</summary>
    private const double TicksPerSecond = 100;

    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;

    /// <summary>User and system time of all threads, in steps of 10 ms.</summary>
    public static double CpuSeconds(int process)
    {
        // The second field is the program's name in parentheses and may hold anything; count from behind it.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[UserTimeField], CultureInfo.InvariantCulture) + long.Parse(fields[SystemTimeField], CultureInfo.InvariantCulture);
        return ticks / TicksPerSecond;
    }

    public static long ResidentBytes(int process) => StatusBytes(process, "VmRSS:");

    /// <summary>The highest value of <see cref="ResidentBytes"/> since the start of the process.</summary>
    public static long PeakResidentBytes(int process) => StatusBytes(process, "VmHWM:");

    private static long StatusBytes(int process, string field)
    {
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(field.Length, line.Length - field.Length - " kB".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new IOException($"process {process} has no {field}");
    }
}
