namespace Istio.Core.Logging;

/// <summary>
/// Where lines go: one lossless queue to one stream, written by a thread of its own so that many lines cost one system call. A writer
/// that finds the queue full waits, as Istio's does: a stuck stdout stops the program rather than losing lines.
/// </summary>
public static class LogOutput
{
    /// <summary>Bytes that may wait for a slow stream.</summary>
    private const int Capacity = 1 << 20;

    /// <summary>Bytes for which the writer does not wait for more.</summary>
    private const int Plenty = 64 * 1024;

    /// <summary>How long a line may wait for company. Waking the writer for each line costs a busy proxy more than making the line.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    private static readonly object Gate = new();
    private static MemoryStream _pending = new();
    private static MemoryStream _spare = new();
    private static bool _writing;
    private static bool _flushing;
    private static Stream? _stream;
    private static TimeProvider _clock = TimeProvider.System;

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

    /// <summary>Waits until everything written so far has reached the stream.</summary>
    public static void Flush()
    {
        lock (Gate)
        {
            while (_pending.Length > 0 || _writing)
            {
                _flushing = true;
                Monitor.PulseAll(Gate);
                Monitor.Wait(Gate);
            }
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

            while (_pending.Length >= Capacity)
            {
                Monitor.Wait(Gate);
            }

            long before = _pending.Length;
            _pending.Write(line);
            if (before == 0 || (before < Plenty && _pending.Length >= Plenty))
            {
                Monitor.PulseAll(Gate);
            }
        }
    }

    private static void Start(Stream stream)
    {
        bool first = _stream is null;
        _stream = stream;
        if (first)
        {
            new Thread(WriteQueue) { IsBackground = true, Name = "log" }.Start();
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Flush();
        }
    }

    private static void WriteQueue()
    {
        while (true)
        {
            MemoryStream batch;
            Stream stream;
            lock (Gate)
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

                (batch, _pending) = (_pending, _spare);
                _writing = true;
                stream = _stream!;
                Monitor.PulseAll(Gate);
            }

            WriteBatch(stream, batch);
            batch.SetLength(0);
            lock (Gate)
            {
                _spare = batch;
                _writing = false;
                Monitor.PulseAll(Gate);
            }
        }
    }

    private static void WriteBatch(Stream stream, MemoryStream batch)
    {
        try
        {
            stream.Write(batch.GetBuffer(), 0, (int)batch.Length);
            stream.Flush();
        }
        catch (IOException)
        {
            // Nobody reads our output any more; the program has better things to do than to fail over it.
        }
    }
}
