namespace Istioctl.Programs;

/// <summary>The log file of a child, written by its two outputs and flushed line by line, so that a reader sees what has happened until now.</summary>
internal sealed class ChildLog : IDisposable
{
    private readonly Action<string>? _onLine;
    private readonly StreamWriter _file;
    private readonly Lock _gate = new();
    private volatile Exception? _failure;

    public ChildLog(string path, Action<string>? onLine)
    {
        _onLine = onLine;
        // A restarted program continues the log of its predecessor.
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    /// <summary>What first kept a line from the file or the listener; null while every line got there.</summary>
    public Exception? Failure => _failure;

    /// <summary>Reads to the end whatever becomes of the lines: a child whose output is not read would block.</summary>
    public async Task CopyAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                Keep(line);
            }
        }
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException failure)
        {
            _failure ??= failure;
        }
    }

    private void Keep(string line)
    {
        try
        {
            _file.WriteLine(line);
            _onLine?.Invoke(line);
        }
        catch (Exception failure)
        {
            _failure ??= failure;
        }
    }
}
