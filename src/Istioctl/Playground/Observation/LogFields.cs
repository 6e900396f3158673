using System.Text;

namespace Istioctl.Playground.Observation;

/// <summary>The fields at the end of a log line: <c>key=value</c> or <c>key="value"</c> with backslash escapes, separated by blanks.</summary>
internal static class LogFields
{
    public static Dictionary<string, string> Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            var key = text[at..equals].Trim();
            (fields[key], at) = equals + 1 < text.Length && text[equals + 1] == '"' ? Quoted(text, equals + 2) : Bare(text, equals + 1);
        }

        return fields;
    }

    private static (string Value, int Next) Bare(string text, int start)
    {
        var blank = text.IndexOf(' ', start);
        return blank < 0 ? (text[start..], text.Length) : (text[start..blank], blank + 1);
    }

    private static (string Value, int Next) Quoted(string text, int start)
    {
        var value = new StringBuilder();
        var at = start;
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at++]);
        }

        return (value.ToString(), Math.Min(at + 2, text.Length));
    }
}
