namespace Istioctl.Programs;

/// <summary>The log file of a child, written by its two outputs and flushed line by line, so that a reader sees what has happened until now.</summary>
internal sealed class ChildLog : IDisposable
{
    private readonly Action<string>? _onLine;
    private readonly StreamWriter _file;
    private readonly Lock _gate = new();

    public ChildLog(string path, Action<string>? onLine)
    {
        _onLine = onLine;
        // A restarted program continues the log of its predecessor.
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    public async Task CopyAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _file.WriteLine(line);
                _onLine?.Invoke(line);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
