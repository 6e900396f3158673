using System.Globalization;
using Istio.Core.Logging;
using Istio.Core.Metrics;

namespace Ztunnel.Admin;

/// <summary>The gauges about the process itself, read when they are asked for.</summary>
internal static class ProcessMetrics
{
    public static void Register(MetricRegistry registry, string tag)
    {
        registry.Gauge("process_open_fds", "Number of open file descriptors").With().Observe(OpenDescriptors);
        registry.Gauge("process_max_fds", "Maximum number of file descriptors").With().Observe(MaximumDescriptors);
        LogMetrics.Register(registry);
        registry.Gauge("istio_build", "Istio component build info.", "component", "tag").With("ztunnel", tag).Set(1);
    }

    private static double OpenDescriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    /// <summary>The soft limit; "Max open files   1024   524288   files" in the kernel's table.</summary>
    private static double MaximumDescriptors()
    {
        foreach (var line in File.ReadLines("/proc/self/limits"))
        {
            if (line.StartsWith("Max open files", StringComparison.Ordinal)
                && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..]
                && double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            {
                return limit;
            }
        }

        return 0;
    }
}
