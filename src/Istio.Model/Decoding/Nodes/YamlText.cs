namespace Istio.Model.Decoding.Nodes;

/// <summary>Cuts a file into documents before it is parsed, so that a syntax error in one leaves the others readable.</summary>
internal sealed class YamlText
{
    private const string Start = "---";
    private const string End = "...";
    private const string NextStart = "\n" + Start;
    private const string NextEnd = "\n" + End;

    private readonly string _file;
    private readonly List<(Mark Mark, string Directive)> _directives = [];
    private int _start;
    private int _startLine = 1;
    private bool _hasContent;
    private bool _isAfterEnd;

    private YamlText(string file) => _file = file;

    /// <summary>The documents that hold anything but comments.</summary>
    public static IEnumerable<YamlDocumentText> Documents(string file) => new YamlText(file.StartsWith('\uFEFF') ? file[1..] : file).Cut();

    private IEnumerable<YamlDocumentText> Cut()
    {
        int end;
        var line = 1;
        for (var at = 0; at < _file.Length; at = end, line++)
        {
            // Within a document nothing counts but what ends it.
            (at, var skipped) = _hasContent ? SkipToMarker(at) : (at, 0);
            line += skipped;
            if (at == _file.Length)
            {
                break;
            }

            end = _file.IndexOf('\n', at);
            end = end < 0 ? _file.Length : end + 1;
            if (IsMarker(_file.AsSpan(at, end - at), Start) && at > _start)
            {
                if (Finish(at, at, line) is { } before)
                {
                    yield return before;
                }
            }
            else if (IsMarker(_file.AsSpan(at, end - at), End))
            {
                if (Finish(end, end, line + 1) is { } ended)
                {
                    yield return ended;
                }

                _isAfterEnd = true;
            }
            else if (!_hasContent && _file[at] == '%' && !StartsWithMarker)
            {
                _directives.Add((new Mark(line, 1), _file[at..end].Trim()));
                (_start, _startLine) = (end, line + 1);
                continue;
            }

            _hasContent |= HasContent(_file.AsSpan(at, end - at));
        }

        if (Finish(_file.Length, _file.Length, line) is { } last)
        {
            yield return last;
        }
    }

    /// <summary>The next line that may be a marker, from the start of a line on; the end of the file when there is none.</summary>
    /// <returns>Where it begins, and how many lines are before it.</returns>
    private (int At, int Lines) SkipToMarker(int at)
    {
        var rest = _file.AsSpan(at);
        if (rest.StartsWith(Start, StringComparison.Ordinal) || rest.StartsWith(End, StringComparison.Ordinal))
        {
            return (at, 0);
        }

        var next = rest.IndexOf(NextStart, StringComparison.Ordinal) is >= 0 and var start ? start + 1 : rest.Length;
        // Not beyond: to look through all that follows would cost as much for each document.
        var before = rest[..Math.Min(rest.Length, next + End.Length)];
        next = before.IndexOf(NextEnd, StringComparison.Ordinal) is >= 0 and var end ? end + 1 : next;
        return (at + next, rest[..next].Count('\n'));
    }

    private bool StartsWithMarker => IsMarker(_file.AsSpan(_start), Start);

    /// <summary>The document up to here; null when it is none. Directives wait for the first that is one.</summary>
    private YamlDocumentText? Finish(int end, int next, int nextLine)
    {
        var document = _hasContent ? new YamlDocumentText(_file, _start, end - _start, _startLine, Problems()) : (YamlDocumentText?)null;
        if (_hasContent)
        {
            _directives.Clear();
            _isAfterEnd = false;
        }

        _hasContent = false;
        (_start, _startLine) = (next, nextLine);
        return document;
    }

    private List<(Mark Mark, string Message)> Problems()
    {
        var problems = new List<(Mark Mark, string Message)>();
        foreach (var (mark, directive) in _directives)
        {
            if (directive.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not ["%YAML", "1.1"])
            {
                problems.Add((mark, $"the directive {directive} is not read, and Kubernetes takes none but %YAML 1.1; remove the line"));
            }
        }

        if (!StartsWithMarker && (_isAfterEnd || _directives.Count > 0))
        {
            problems.Add((new Mark(_startLine, 1), $"after {(_isAfterEnd ? "the end of a document" : "a directive")} comes a line with ---; write one"));
        }

        return problems;
    }

    private static bool IsMarker(ReadOnlySpan<char> line, string marker) =>
        line.StartsWith(marker, StringComparison.Ordinal) && (line.Length == marker.Length || char.IsWhiteSpace(line[marker.Length]));

    private static bool HasContent(ReadOnlySpan<char> line)
    {
        var text = IsMarker(line, Start) ? line[Start.Length..].Trim() : line.Trim();
        return !text.IsEmpty && text[0] != '#' && !IsMarker(line, End);
    }
}
