using System.Globalization;
using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>Reads what the process is given: time to end, and threads.</summary>
internal static class ProcessReader
{
    private const int MostThreads = 1024;

    public static TimeSpan ReadDeadline(VariableReader variables)
    {
        if (variables.TryRead(ProcessDeclarations.TerminationDeadline, out var deadline))
        {
            return deadline;
        }

        // Leave kubelet's grace period early enough to end by ourselves.
        return variables.Read(ProcessDeclarations.GracePeriod) is { } grace
            ? TimeSpan.FromSeconds(Math.Max(1, grace > 10 ? grace - 5 : grace - 1))
            : ProcessDeclarations.TerminationDeadline.Default;
    }

    /// <param name="concurrency">Of the configuration files.</param>
    /// <exception cref="SettingsException">Neither a number nor a percentage.</exception>
    public static int ReadWorkerThreads(VariableReader variables, uint? concurrency)
    {
        if (!variables.TryRead(ProcessDeclarations.WorkerThreads, out var text))
        {
            return concurrency is > 0 and <= MostThreads ? (int)concurrency : ProcessDeclarations.StandardThreads;
        }

        return text.EndsWith('%') ? ReadShare(variables, text) : ReadNumber(variables, text);
    }

    private static int ReadNumber(VariableReader variables, string text)
    {
        var type = VariableTypes.Number(1, MostThreads);
        return type.TryParse(text, out var number) ? number : throw variables.Wrong(ProcessDeclarations.WorkerThreads.Name, text, type.Expected);
    }

    private static int ReadShare(VariableReader variables, string text)
    {
        var cores = variables.Read(ProcessDeclarations.CpuLimit) ?? Environment.ProcessorCount;
        return double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 1000
            ? Math.Max(1, (int)Math.Ceiling(cores * percent / 100))
            : throw variables.Wrong(ProcessDeclarations.WorkerThreads.Name, text, "a number or a percentage");
    }
}
