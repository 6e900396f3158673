using System.Buffers.Binary;
using System.Diagnostics;
using Istio.Load.Pairs;
using Istio.Load.Programs;
using Istio.Reactor;

namespace Istio.Load.Load;

/// <summary>One run of a workload against a pair. All callers live on one loop.</summary>
internal sealed class LoadRun(ReactorLoop loop, ProxyEntry entry, Workload workload, TimeSpan duration, long bulkBytes)
{
    private const int MessageSize = 64;

    private readonly List<double> _latencies = [];
    private long _units;
    private long _end;

    /// <summary>Connects all callers, then calls <paramref name="onStart"/>, then lets them go until the time or the bytes are used up.</summary>
    public async Task<LoadResult> RunAsync(Action onStart)
    {
        var streams = new TcpStream[workload.Kind == WorkloadKind.Connect ? 0 : workload.Connections];
        for (var i = 0; i < streams.Length; i++)
        {
            streams[i] = await Caller.DialAsync(loop, entry);
            await WarmUpAsync(streams[i]);
        }

        onStart();
        var start = Stopwatch.GetTimestamp();
        _end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Start(streams));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var stream in streams)
        {
            stream.Dispose();
        }

        return new LoadResult(workload.Kind == WorkloadKind.Bulk ? _units / 1e9 : _units, seconds, _latencies);
    }

    private IEnumerable<Task> Start(TcpStream[] streams) => workload.Kind switch
    {
        WorkloadKind.Bulk => streams.Select(UploadAsync),
        WorkloadKind.Ping => streams.Select(PingAsync),
        _ => Enumerable.Range(0, workload.Connections).Select(_ => ReconnectAsync()),
    };

    /// <summary>One byte fixes the application's mode, and an echo shows that the whole way exists.</summary>
    private async Task WarmUpAsync(TcpStream stream)
    {
        if (workload.Kind == WorkloadKind.Bulk)
        {
            await Transfers.WriteAsync(stream, new[] { Application.Sink });
            return;
        }

        await RequestAsync(stream, NewMessage());
    }

    private async Task UploadAsync(TcpStream stream)
    {
        var left = bulkBytes / workload.Connections;
        while (left > 0)
        {
            var count = stream.TryWrite(loop.Scratch[..(int)Math.Min(left, loop.Scratch.Length)]);
            if (count == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
                continue;
            }

            if (count == ByteStream.Failed)
            {
                throw new IOException(stream.Failure!.Detail);
            }

            left -= count;
        }

        stream.ShutdownWrite();
        var answer = new byte[sizeof(long)];
        await Transfers.ReadExactlyAsync(stream, answer);
        _units += BinaryPrimitives.ReadInt64BigEndian(answer);
    }

    private async Task PingAsync(TcpStream stream)
    {
        var message = NewMessage();
        for (var sent = Stopwatch.GetTimestamp(); sent < _end;)
        {
            await RequestAsync(stream, message);
            var received = Stopwatch.GetTimestamp();
            _latencies.Add((received - sent) * 1e6 / Stopwatch.Frequency);
            _units++;
            sent = received;
        }
    }

    private async Task ReconnectAsync()
    {
        var message = NewMessage();
        while (Stopwatch.GetTimestamp() < _end)
        {
            using var stream = await Caller.DialAsync(loop, entry);
            await RequestAsync(stream, message);
            _units++;
        }
    }

    private static async ValueTask RequestAsync(TcpStream stream, byte[] message)
    {
        await Transfers.WriteAsync(stream, message);
        await Transfers.ReadExactlyAsync(stream, message);
    }

    private static byte[] NewMessage()
    {
        var message = new byte[MessageSize];
        message[0] = Application.Echo;
        return message;
    }
}
