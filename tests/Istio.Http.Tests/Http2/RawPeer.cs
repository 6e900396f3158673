using Istio.Http.Http2;
using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Hpack;
using Istio.Http.Http2.Output;
using Istio.Reactor;

namespace Istio.Http.Tests.Http2;

/// <summary>A peer that sends whatever frames a test makes up, and records what comes back.</summary>
internal sealed class RawPeer(ByteStream stream)
{
    private readonly List<(FrameHeader Header, byte[] Payload)> _received = [];

    /// <summary>Everything received so far.</summary>
    public IReadOnlyList<(FrameHeader Header, byte[] Payload)> Received => _received;

    public static byte[] Settings(params (SettingId, uint)[] settings)
    {
        var frame = new byte[FrameHeader.Size + SettingsFrame.MaxLength];
        return frame[..SettingsFrame.Write(frame, settings)];
    }

    public static byte[] Frame(FrameType type, FrameFlags flags, int streamId, params byte[] payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, type, flags, streamId).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    public static byte[] Request(int streamId, FrameFlags flags = FrameFlags.EndHeaders) =>
        Frame(FrameType.Headers, flags, streamId, Block((":method", "CONNECT"), (":authority", "10.0.0.2:8080")));

    public static byte[] Block(params (string Name, string Value)[] fields)
    {
        var block = new byte[64 * 1024];
        var writer = new HpackWriter(block);
        foreach (var (name, value) in fields)
        {
            writer.Write(System.Text.Encoding.Latin1.GetBytes(name), System.Text.Encoding.Latin1.GetBytes(value));
        }

        return block[..writer.Written];
    }

    public static byte[] RstStream(int streamId, Http2ErrorCode code = Http2ErrorCode.Cancel)
    {
        var frame = new byte[FrameHeader.Size + RstStreamFrame.Length];
        RstStreamFrame.Write(frame, streamId, code);
        return frame;
    }

    public static byte[] WindowUpdate(int streamId, int increment)
    {
        var frame = new byte[FrameHeader.Size + WindowUpdateFrame.Length];
        WindowUpdateFrame.Write(frame, streamId, increment);
        return frame;
    }

    public static byte[] GoAway(int lastStreamId, Http2ErrorCode code)
    {
        var frame = new byte[GoAwayFrame.MaxWritten];
        return frame[..new GoAwayFrame(lastStreamId, code).Write(frame, "")];
    }

    public void Close() => stream.Dispose();

    /// <summary>Preface and empty SETTINGS, as a client begins.</summary>
    public Task BeginAsync() => SendAsync(FrameWriter.ClientPreface.ToArray(), Settings());

    /// <summary>Sends as much as the other side takes; a connection that it has closed is no failure.</summary>
    public async Task SendAsync(params byte[][] frames)
    {
        ReadOnlyMemory<byte> bytes = frames.SelectMany(frame => frame).ToArray();
        while (!bytes.IsEmpty)
        {
            var count = stream.TryWrite(bytes.Span);
            if (count == ByteStream.Failed)
            {
                return;
            }

            if (count == ByteStream.WouldBlock)
            {
                await stream.WritableAsync();
            }

            bytes = bytes[Math.Max(count, 0)..];
        }
    }

    /// <summary>The error code of the GOAWAY with which the other side ends the connection.</summary>
    public async Task<Http2ErrorCode> ReadEndAsync()
    {
        while (await ReadAsync())
        {
        }

        var goAway = Received.LastOrDefault(frame => frame.Header.Type == FrameType.GoAway);
        Assert.True(goAway.Payload is not null, "no GOAWAY");
        return GoAwayFrame.Read(goAway.Payload).Code;
    }

    /// <summary>Reads what a client begins with.</summary>
    public async Task ReadPrefaceAsync()
    {
        var preface = await TryReadExactlyAsync(FrameWriter.ClientPreface.Length);
        Assert.True(FrameWriter.ClientPreface.SequenceEqual(preface));
        await ReadAsync(FrameType.Settings);
    }

    /// <summary>The acknowledgement of SETTINGS that were sent.</summary>
    public async Task<(FrameHeader Header, byte[] Payload)> ReadAckAsync()
    {
        (FrameHeader Header, byte[] Payload) frame;
        do
        {
            frame = await ReadAsync(FrameType.Settings);
        }
        while (!frame.Header.IsAck);
        return frame;
    }

    /// <summary>The next frame of a type; fails when the connection ends before.</summary>
    public async Task<(FrameHeader Header, byte[] Payload)> ReadAsync(FrameType type)
    {
        while (await ReadAsync())
        {
            if (_received[^1].Header.Type == type)
            {
                return _received[^1];
            }
        }

        throw new EndOfStreamException($"no {type}; {string.Join(", ", _received.Select(frame => frame.Header))}");
    }

    /// <summary>Waits until everything sent before has been acted upon.</summary>
    public async Task SyncAsync()
    {
        await SendAsync(Frame(FrameType.Ping, FrameFlags.None, 0, 1, 2, 3, 4, 5, 6, 7, 8));
        await ReadAsync(FrameType.Ping);
    }

    private async Task<bool> ReadAsync()
    {
        var head = await TryReadExactlyAsync(FrameHeader.Size);
        if (head is null)
        {
            return false;
        }

        var header = FrameHeader.Read(head);
        var payload = await TryReadExactlyAsync(header.Length);
        if (payload is null)
        {
            return false;
        }

        _received.Add((header, payload));
        return true;
    }

    private async Task<byte[]?> TryReadExactlyAsync(int length)
    {
        var all = new byte[length];
        for (var at = 0; at < length;)
        {
            var count = stream.TryRead(all.AsSpan(at));
            if (count is ByteStream.EndOfStream or ByteStream.Failed)
            {
                return null;
            }

            if (count == ByteStream.WouldBlock)
            {
                await stream.ReadableAsync();
            }

            at += Math.Max(count, 0);
        }

        return all;
    }
}
