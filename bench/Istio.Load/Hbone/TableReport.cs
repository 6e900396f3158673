using System.Globalization;
using Istio.Load.Load;

namespace Istio.Load.Hbone;

/// <summary>The results as text: one line for each workload and pair.</summary>
internal static class TableReport
{
    private const double Kilobyte = 1024;
    private const double Megabyte = 1024 * 1024;

    public static void Write(TextWriter output, string[] pairs, Workload[] workloads, Results results)
    {
        output.WriteLine("CPU is user and system time of both proxies of a pair. Ratios compare CPU with the peer's run beside it, and are medians.");
        output.WriteLine($"{"workload",-10} {"pair",-8} {"rate/s",12} {"min",10} {"max",10} {"CPU/unit",10} {"min",9} {"max",9} {"p50 us",8} {"p99 us",8} {"/envoy",7} {"/plain",7}");
        foreach (var workload in workloads)
        {
            foreach (var pair in pairs)
            {
                WriteRow(output, workload, pair, results);
            }
        }

        foreach (var (pair, memory) in results.Memory)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"memory",-10} {pair,-8} idle {memory.IdleClient / Megabyte:F1} + {memory.IdleServer / Megabyte:F1} MB; with {memory.Connections} idle connections {memory.PerConnectionClient / Kilobyte:F2} + {memory.PerConnectionServer / Kilobyte:F2} KB each"));
        }

        WriteReturn(output, results);
    }

    private static void WriteReturn(TextWriter output, Results results)
    {
        foreach (var flood in results.Floods)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"flood",-10} {flood.Name,-18} {flood.Connections} connections: {flood.Before / Megabyte:F1} MB before, {flood.PerConnection / Kilobyte:F2} KB each, {flood.After / Megabyte:F1} MB after ({flood.Growth:F2})"));
        }

        if (results.Steady is { } steady)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"steady",-10} {steady.Requests / steady.Seconds:F0} requests a second for {steady.Seconds:F0} s: at most {steady.PeakClient / Megabyte:F1} + {steady.PeakServer / Megabyte:F1} MB resident"));
        }
    }

    private static void WriteRow(TextWriter output, Workload workload, string pair, Results results)
    {
        var samples = results.Of(workload, pair);
        if (samples.Count == 0)
        {
            return;
        }

        var rates = samples.Select(sample => sample.Rate).ToArray();
        // Bulk is CPU seconds per gigabyte; the others are microseconds per request or connection.
        var cpu = samples.Select(sample => sample.CpuPerUnit * (workload.Kind == WorkloadKind.Bulk ? 1 : 1e6)).ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{workload.Name,-10} {pair,-8} {Rate(Results.Median(rates)),12} {Rate(rates.Min()),10} {Rate(rates.Max()),10} {Results.Median(cpu),10:F2} {cpu.Min(),9:F2} {cpu.Max(),9:F2} {Latency(samples, s => s.Median),8} {Latency(samples, s => s.P99),8} {Ratio(results, workload, pair, "envoy"),7} {Ratio(results, workload, pair, "plain"),7}"));
    }

    private static string Rate(double rate) => rate.ToString(rate < 100 ? "F3" : "F0", CultureInfo.InvariantCulture);

    private static string Latency(IReadOnlyList<Sample> samples, Func<Sample, double?> select) =>
        samples[0].Median is null ? "" : Results.Median(samples.Select(sample => select(sample) ?? 0)).ToString("F0", CultureInfo.InvariantCulture);

    private static string Ratio(Results results, Workload workload, string pair, string peer) =>
        pair == peer ? "" : results.Ratio(workload, pair, peer)?.ToString("F2", CultureInfo.InvariantCulture) ?? "";
}
