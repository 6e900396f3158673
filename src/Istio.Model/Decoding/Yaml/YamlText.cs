namespace Istio.Model.Decoding.Yaml;

/// <summary>Cuts a file into documents before it is parsed, so that a syntax error in one leaves the others readable.</summary>
internal static class YamlText
{
    /// <summary>The documents that hold anything but comments, each with the line it starts on.</summary>
    public static IEnumerable<(string Text, int FirstLine)> Documents(string file)
    {
        int start = 0;
        int startLine = 1;
        int line = 1;
        for (int at = 0; at < file.Length; line++)
        {
            int end = file.IndexOf('\n', at);
            end = end < 0 ? file.Length : end + 1;
            if (at > start && IsSeparator(file.AsSpan(at, end - at)))
            {
                if (HasContent(file.AsSpan(start, at - start)))
                {
                    yield return (file[start..at], startLine);
                }

                start = at;
                startLine = line;
            }

            at = end;
        }

        if (HasContent(file.AsSpan(start)))
        {
            yield return (file[start..], startLine);
        }
    }

    private static bool IsSeparator(ReadOnlySpan<char> line) =>
        line.StartsWith("---", StringComparison.Ordinal) && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    private static bool HasContent(ReadOnlySpan<char> document)
    {
        foreach (ReadOnlySpan<char> raw in document.EnumerateLines())
        {
            ReadOnlySpan<char> line = IsSeparator(raw) ? raw[3..].Trim() : raw.Trim();
            if (!line.IsEmpty && line[0] != '#' && line is not "...")
            {
                return true;
            }
        }

        return false;
    }
}
