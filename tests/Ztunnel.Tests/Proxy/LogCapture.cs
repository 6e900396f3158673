using System.Collections.Concurrent;
using System.Text;
using Istio.Core.Logging;

namespace Ztunnel.Tests.Proxy;

/// <summary>The log of this test process, line by line. Lines of other tests are in it too; look for one's own addresses.</summary>
internal sealed class LogCapture : Stream
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly Lazy<LogCapture> Installed = new(Install);

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly StringBuilder _partial = new();

    public static LogCapture Instance => Installed.Value;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The access log lines of connections with an address, oldest first.</summary>
    public IReadOnlyList<string> AccessLines(string address)
    {
        Assert.True(LogOutput.Flush(Deadline), "the log was not written");
        return [.. _lines.Where(line => line.Contains("\taccess\t", StringComparison.Ordinal) && line.Contains(address, StringComparison.Ordinal))];
    }

    public IReadOnlyList<string> Lines(string text)
    {
        Assert.True(LogOutput.Flush(Deadline), "the log was not written");
        return [.. _lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
    }

    /// <summary>The values of a line by key, without quotes.</summary>
    public static IReadOnlyDictionary<string, string> Fields(string line)
    {
        var fields = new Dictionary<string, string>();
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(line.Split('\t')[4], "([a-z_.]+)=(\"[^\"]*\"|\\S+)"))
        {
            fields[match.Groups[1].Value] = match.Groups[2].Value.Trim('"');
        }

        return fields;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _partial.Append(Encoding.UTF8.GetString(buffer, offset, count));
        var text = _partial.ToString();
        var end = text.LastIndexOf('\n');
        if (end >= 0)
        {
            foreach (var line in text[..end].Split('\n'))
            {
                _lines.Enqueue(line);
            }

            _partial.Clear().Append(text[(end + 1)..]);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static LogCapture Install()
    {
        var capture = new LogCapture();
        LogOutput.Configure(LogFormat.Ztunnel, capture);
        return capture;
    }
}
