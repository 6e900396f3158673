using System.Buffers;
using System.Globalization;

namespace Istio.Core.Logging;

/// <summary>The line that says how many lines were dropped since the last such line. Of the writer's thread only.</summary>
internal sealed class DropReport
{
    private const string Scope = "log";

    private readonly ArrayBufferWriter<byte> _line = new(256);
    private long _reported;

    /// <summary>The line to write next; empty when nothing was dropped since the last one.</summary>
    /// <param name="dropped">Lines dropped since the start of the program.</param>
    public ReadOnlySpan<byte> Next(long dropped)
    {
        var count = dropped - _reported;
        _reported = dropped;
        if (count == 0)
        {
            return default;
        }

        _line.ResetWrittenCount();
        var text = string.Create(CultureInfo.InvariantCulture, $"{count} log lines were dropped: whoever reads the log is slower than this program writes it");
        LogText.Head(_line, LogOutput.Format, LogOutput.Now, LogLevel.Warn, Scope, text);
        LogText.Tail(_line, LogOutput.Format);
        return _line.WrittenSpan;
    }
}
