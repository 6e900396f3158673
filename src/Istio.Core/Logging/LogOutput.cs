namespace Istio.Core.Logging;

/// <summary>
/// Where lines go: one lossless queue to one stream, written by a thread of its own so that many lines cost one system call. A writer
/// that finds the queue full waits, as Istio's does: a stuck stdout stops the program rather than losing lines.
/// </summary>
public static class LogOutput
{
    /// <summary>Bytes that may wait for a slow stream.</summary>
    private const int Capacity = 1 << 20;

    private static readonly object Gate = new();
    private static MemoryStream _pending = new();
    private static MemoryStream _spare = new();
    private static bool _writing;
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

            bool wasEmpty = _pending.Length == 0;
            _pending.Write(line);
            if (wasEmpty)
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
                    Monitor.Wait(Gate);
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
