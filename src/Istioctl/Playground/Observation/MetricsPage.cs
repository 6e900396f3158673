using System.Globalization;
using System.Text;

namespace Istioctl.Playground.Observation;

/// <summary>A page in the Prometheus text format.</summary>
internal sealed class MetricsPage(IReadOnlyList<MetricSample> samples)
{
    public IEnumerable<MetricSample> Named(string name) => samples.Where(sample => sample.Name == name);

    public double Sum(string name) => Named(name).Sum(sample => sample.Value);

    public static MetricsPage Parse(string text)
    {
        var samples = new List<MetricSample>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                samples.Add(ParseLine(line.TrimEnd()));
            }
        }

        return new MetricsPage(samples);
    }

    private static MetricSample ParseLine(string line)
    {
        var open = line.IndexOf('{', StringComparison.Ordinal);
        var nameEnd = open >= 0 ? open : line.IndexOf(' ', StringComparison.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = open >= 0 ? ReadLabels(line, open + 1, labels) : nameEnd;
        var value = line[at..].Trim().Split(' ')[0];
        return new MetricSample(line[..nameEnd], labels, double.Parse(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Reads <c>name="value",…}</c> and returns the position behind the brace. A value escapes <c>\\</c>, <c>\"</c> and <c>\n</c>.</summary>
    private static int ReadLabels(string line, int at, Dictionary<string, string> labels)
    {
        while (line[at] != '}')
        {
            var equals = line.IndexOf('=', at);
            var name = line[at..equals].Trim(' ', ',');
            var value = new StringBuilder();
            for (at = equals + 2; line[at] != '"'; at++)
            {
                if (line[at] == '\\')
                {
                    at++;
                }

                value.Append(line[at]);
            }

            labels[name] = value.ToString();
            at++;
            if (line[at] == ',')
            {
                at++;
            }
        }

        return at + 1;
    }
}
