namespace Istio.Core.Logging;

/// <summary>
/// Where lines go: one bounded queue to one stream, written by a thread of its own so that many lines cost one system call. A program never waits for whoever
/// reads its log:
/// a line that finds the queue full is dropped and counted, and the log says how many were once the stream takes bytes again.
/// </summary>
/// <remarks>A difference from Istio, whose programs wait: docs/decisions/0027.</remarks>
public static class LogOutput
{
    /// <summary>Bytes that may wait for a slow stream; the line that crosses it is still taken. Room for a burst such as 20,000 findings at once.</summary>
    private const int Capacity = 4 << 20;

    /// <summary>Bytes for which the writer does not wait for more.</summary>
    private const int Plenty = 64 * 1024;

    /// <summary>How long a line may wait for further lines. Waking the writer for each line costs a busy proxy more than making the line.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a program that ends waits for the reader of its log.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private static readonly object Gate = new();
    private static MemoryStream _pending = new();
    private static MemoryStream _spare = new();
    private static long _pendingLines;
    private static long _dropped;
    private static bool _writing;
    private static bool _flushing;
    private static Stream? _stream;
    private static TimeProvider _clock = TimeProvider.System;

    /// <summary>Lines that never reached the stream, since the start of the program: the queue was full, or the stream failed.</summary>
    public static long DroppedLines => Volatile.Read(ref _dropped);

    internal static LogFormat Format { get; private set; } = LogFormat.Istio;

    internal static DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Chooses layout, stream (standard output when null) and clock; called once at the start of a program.</summary>
    public static void Configure(LogFormat format, Stream? stream = null, TimeProvider? clock = null)
    {
        lock (Gate)
        {
            Flush();
            Format = format;
            _clock = clock ?? TimeProvider.System;
            Start(stream ?? Console.OpenStandardOutput());
        }
    }

    /// <summary>Waits until everything written so far has reached the stream, for a second at most: the log may be without a reader.</summary>
    /// <returns>False when lines are still waiting.</returns>
    public static bool Flush() => Flush(FlushTimeout);

    /// <summary>As <see cref="Flush()"/>, with another bound.</summary>
    public static bool Flush(TimeSpan timeout)
    {
        var started = TimeProvider.System.GetTimestamp();
        lock (Gate)
        {
            while (_pending.Length > 0 || _writing)
            {
                var left = timeout - TimeProvider.System.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                _flushing = true;
                Monitor.PulseAll(Gate);
                Monitor.Wait(Gate, left);
            }

            return true;
        }
    }

    internal static void Write(ReadOnlySpan<byte> line)
    {
        lock (Gate)
        {
            if (_stream is null)
            {
                Start(Console.OpenStandardOutput());
            }

            var before = _pending.Length;
            if (before >= Capacity)
            {
                _dropped++;
                return;
            }

            _pending.Write(line);
            _pendingLines++;
            if (before == 0 || (before < Plenty && _pending.Length >= Plenty))
            {
                Monitor.PulseAll(Gate);
            }
        }
    }

    private static void Start(Stream stream)
    {
        var first = _stream is null;
        _stream = stream;
        if (first)
        {
            new Thread(WriteQueue) { IsBackground = true, Name = "log" }.Start();
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Flush();
        }
    }

    private static void WriteQueue()
    {
        var report = new DropReport();
        while (true)
        {
            MemoryStream batch;
            Stream stream;
            long lines;
            lock (Gate)
            {
                AwaitLines();
                (batch, _pending) = (_pending, _spare);
                (lines, _pendingLines) = (_pendingLines, 0);
                _writing = true;
                stream = _stream!;
            }

            var isWritten = TryWrite(stream, batch.GetBuffer().AsSpan(0, (int)batch.Length))
                && TryWrite(stream, report.Next(DroppedLines));
            Reuse(batch);
            lock (Gate)
            {
                _dropped += isWritten ? 0 : lines;
                _spare = batch;
                _writing = false;
                Monitor.PulseAll(Gate);
            }
        }
    }

    /// <summary>Returns when there is something worth a system call.</summary>
    private static void AwaitLines()
    {
        while (_pending.Length == 0)
        {
            _flushing = false;
            Monitor.Wait(Gate);
        }

        if (_pending.Length < Plenty && !_flushing)
        {
            Monitor.Wait(Gate, Gathering);
        }
    }

    /// <summary>Empties a batch for the next lines; the memory of a congested moment is not kept.</summary>
    private static void Reuse(MemoryStream batch)
    {
        batch.SetLength(0);
        if (batch.Capacity > 2 * Plenty)
        {
            batch.Capacity = 0;
        }
    }

    private static bool TryWrite(Stream stream, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!bytes.IsEmpty)
            {
                stream.Write(bytes);
                stream.Flush();
            }

            return true;
        }
        catch (IOException)
        {
            // Nobody reads our output any more; the program has better things to do than to fail over it.
            return false;
        }
    }
}
