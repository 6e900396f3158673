namespace Istio.Http.Http1;

/// <summary>
/// Finds the head of a request as RFC 9112 has it and nothing more lenient: lines end in CRLF, names have no space after them, nothing is folded,
/// the length of the content is said at most once. Whatever two parsers could read differently is refused.
/// </summary>
internal static class RequestParser
{
    /// <summary>Parses the head at the start of <paramref name="input"/>.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="maxContent">Longest content accepted.</param>
    /// <param name="head">The head when it is complete.</param>
    /// <param name="refusal">Why the request is refused.</param>
    /// <returns>False when more input is needed; else exactly one of the two is set.</returns>
    public static bool TryParse(ReadOnlySpan<byte> input, int maxContent, out RequestHead? head, out Refusal? refusal)
    {
        head = null;
        refusal = null;
        var end = input.IndexOf("\r\n\r\n"u8);
        var lines = end < 0 ? input : input[..(end + 2)];
        if (HasStrayLineEnd(lines, complete: end >= 0))
        {
            refusal = new Refusal(400, "a line that does not end in CRLF");
            return true;
        }

        if (end < 0)
        {
            return false;
        }

        var reader = new HeadReader(lines);
        refusal = reader.Read(maxContent);
        head = refusal is null ? reader.ToHead(end + 4) : null;
        return true;
    }

    /// <summary>A CR or LF by itself ends a line for some parsers and not for others.</summary>
    private static bool HasStrayLineEnd(ReadOnlySpan<byte> lines, bool complete)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == (byte)'\n' && (i == 0 || lines[i - 1] != (byte)'\r'))
            {
                return true;
            }

            var isLast = i == lines.Length - 1;
            if (lines[i] == (byte)'\r' && (isLast ? complete : lines[i + 1] != (byte)'\n'))
            {
                return true;
            }
        }

        return false;
    }
}
