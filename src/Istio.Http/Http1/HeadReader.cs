using System.Buffers;
using System.Globalization;
using System.Text;

namespace Istio.Http.Http1;

/// <summary>Reads the lines of one request head. Each step returns null or why the request is refused.</summary>
internal ref struct HeadReader(ReadOnlySpan<byte> lines)
{
    private static readonly SearchValues<byte> TokenOctets =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly Http1Fields _fields = new();
    private ReadOnlySpan<byte> _lines = lines;
    private string _method = "";
    private string _target = "";
    private bool _isVersion10;
    private int _contentLength;
    private bool _expectsContinue;

    public Refusal? Read(int maxContent)
    {
        var refusal = ReadRequestLine(TakeLine());
        while (refusal is null && !_lines.IsEmpty)
        {
            refusal = ReadField(TakeLine());
        }

        return refusal ?? CheckHost() ?? ReadContentLength(maxContent) ?? ReadExpectation();
    }

    /// <param name="length">Octets of the whole head.</param>
    public readonly RequestHead ToHead(int length)
    {
        var separator = _target.IndexOf('?');
        var path = separator < 0 ? _target : _target[..separator];
        var query = separator < 0 ? "" : _target[(separator + 1)..];
        return new RequestHead(new Http1Request(_method, path, query, _fields, default), length, _contentLength, KeepsAlive(), _expectsContinue);
    }

    private ReadOnlySpan<byte> TakeLine()
    {
        var end = _lines.IndexOf("\r\n"u8);
        var line = _lines[..end];
        _lines = _lines[(end + 2)..];
        return line;
    }

    /// <summary>RFC 9112 3: exactly one space between method, target and version.</summary>
    private Refusal? ReadRequestLine(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last == first || line[..first].ContainsAnyExcept(TokenOctets))
        {
            return Bad("a malformed request line");
        }

        _method = Encoding.ASCII.GetString(line[..first]);
        _isVersion10 = line[(last + 1)..].SequenceEqual("HTTP/1.0"u8);
        if (!_isVersion10 && !line[(last + 1)..].SequenceEqual("HTTP/1.1"u8))
        {
            return line[(last + 1)..].StartsWith("HTTP/"u8) ? new Refusal(505, "HTTP/1.1 is spoken here") : Bad("a malformed request line");
        }

        return _method is "GET" or "HEAD" or "POST"
            ? ReadTarget(line[(first + 1)..last])
            : new Refusal(405, "only GET, HEAD and POST are served");
    }

    /// <summary>Origin form, or absolute form with the scheme http, which a server must accept (RFC 9112 3.2.2).</summary>
    private Refusal? ReadTarget(ReadOnlySpan<byte> target)
    {
        if (target.StartsWith("http://"u8))
        {
            var path = target["http://".Length..].IndexOf((byte)'/');
            target = path < 0 ? "/"u8 : target[("http://".Length + path)..];
        }

        if (target is not [(byte)'/', ..] || target.ContainsAnyExceptInRange((byte)'!', (byte)'~') || target.Contains((byte)'#'))
        {
            return Bad("a request target that is no path");
        }

        _target = Encoding.ASCII.GetString(target);
        return null;
    }

    /// <summary>RFC 9112 5: no space before the colon, no folding.</summary>
    private readonly Refusal? ReadField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenOctets))
        {
            return Bad("a malformed header field");
        }

        var value = line[(colon + 1)..].Trim(" \t"u8);
        foreach (var octet in value)
        {
            if (octet is < (byte)' ' and not (byte)'\t' or 0x7f)
            {
                return Bad("a control character in a header field");
            }
        }

        _fields.Add(Encoding.ASCII.GetString(line[..colon]), Encoding.Latin1.GetString(value));
        return null;
    }

    /// <summary>RFC 9112 3.2: exactly one Host in HTTP/1.1.</summary>
    private readonly Refusal? CheckHost() => _fields.Count("host") switch
    {
        1 => null,
        0 when _isVersion10 => null,
        _ => Bad("not exactly one Host field"),
    };

    /// <summary>RFC 9112 6: with Transfer-Encoding and Content-Length, or two lengths, two parsers may see two different requests.</summary>
    private Refusal? ReadContentLength(int maxContent)
    {
        var lengths = _fields.Count("content-length");
        if (_fields.Count("transfer-encoding") > 0)
        {
            return lengths > 0 || _isVersion10 ? Bad("ambiguous framing of the content") : new Refusal(411, "a Content-Length is needed");
        }

        if (lengths == 0)
        {
            return null;
        }

        if (lengths > 1 || !long.TryParse(_fields.Get("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return Bad("a malformed Content-Length");
        }

        if (length > maxContent)
        {
            return new Refusal(413, $"content beyond {maxContent} octets");
        }

        _contentLength = (int)length;
        return null;
    }

    private Refusal? ReadExpectation()
    {
        var expectation = _fields.Get("expect");
        _expectsContinue = "100-continue".Equals(expectation, StringComparison.OrdinalIgnoreCase);
        return expectation is null || _expectsContinue ? null : new Refusal(417, "an expectation other than 100-continue");
    }

    /// <summary>RFC 9112 9.3. HTTP/1.0 connections are never kept.</summary>
    private readonly bool KeepsAlive()
    {
        var connection = _fields.Get("connection");
        return !_isVersion10 && connection?.Contains("close", StringComparison.OrdinalIgnoreCase) != true;
    }

    private static Refusal Bad(string reason) => new(400, reason);
}
