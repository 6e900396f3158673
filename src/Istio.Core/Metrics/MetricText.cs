using System.Buffers;
using System.Globalization;
using System.Text;

namespace Istio.Core.Metrics;

/// <summary>Writes the pieces of the Prometheus text format as UTF-8.</summary>
internal static class MetricText
{
    public static void Append(IBufferWriter<byte> writer, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, writer);

    public static void AppendLabels(StringBuilder text, ReadOnlySpan<string> names, ReadOnlySpan<string> values)
    {
        for (var i = 0; i < names.Length; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(names[i]).Append("=\"");
            AppendEscaped(text, values[i]);
            text.Append('"');
        }
    }

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
    }
}
