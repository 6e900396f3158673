using System.Globalization;

namespace Istio.Load.Hbone;

/// <summary>
/// What the memory of a ztunnel must keep to. Resident memory does not depend on the neighbours of a shared machine, so these marks decide the exit code.
/// </summary>
internal static class MemoryMarks
{
    private const double Megabyte = 1024 * 1024;
    private const double Kilobyte = 1024;

    /// <summary>Resident under steady load.</summary>
    private const double SteadyMegabytes = 36;

    /// <summary>What remains after a flood, relative to the start.</summary>
    public const double Return = 1.2;

    /// <summary>What a connection that has said nothing may cost.</summary>
    private const double SilentKilobytes = 4;

    /// <summary>The marks that were missed, as sentences.</summary>
    public static IEnumerable<string> Missed(Results results)
    {
        foreach (var sample in results.Floods)
        {
            if (sample.Growth > Return)
            {
                yield return Text($"{sample.Name}: {sample.After / Megabyte:F1} MB after the flood, the mark is {Return} times the {sample.Before / Megabyte:F1} MB of the start");
            }

            if (sample.Name.EndsWith(MemoryBench.Silent, StringComparison.Ordinal) && sample.PerConnection / Kilobyte > SilentKilobytes)
            {
                yield return Text($"{sample.Name}: {sample.PerConnection / Kilobyte:F2} KB a connection, the mark is {SilentKilobytes}");
            }
        }

        if (results.Steady is { } steady && Math.Max(steady.PeakClient, steady.PeakServer) / Megabyte is var peak && peak > SteadyMegabytes)
        {
            yield return Text($"steady load: {peak:F1} MB resident, the mark is {SteadyMegabytes}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
