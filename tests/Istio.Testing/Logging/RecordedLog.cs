using System.Text;
using Istio.Core.Logging;

namespace Istio.Testing.Logging;

/// <summary>The log of this test process, line by line. Lines of other tests may be in it: look for one's own.</summary>
public sealed class RecordedLog : Stream
{
    private static readonly Lazy<RecordedLog> Shared = new(Begin);

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    /// <summary>One for all tests of the process, in istiod's format.</summary>
    public static RecordedLog OfProcess => Shared.Value;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes the log from whoever had it.</summary>
    public static RecordedLog Begin()
    {
        var log = new RecordedLog();
        LogOutput.Configure(LogFormat.Istio, log);
        return log;
    }

    /// <summary>The whole lines so far that contain a text, oldest first.</summary>
    public IReadOnlyList<string> Lines(string text = "")
    {
        LogOutput.Flush();
        lock (_lock)
        {
            return [.. _text.ToString().Split('\n').Where(line => line.Length > 0 && line.Contains(text, StringComparison.Ordinal))];
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_lock)
        {
            _text.Append(Encoding.UTF8.GetString(buffer, offset, count));
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
