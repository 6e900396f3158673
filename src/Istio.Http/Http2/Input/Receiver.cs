using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Output;
using Istio.Reactor;

namespace Istio.Http.Http2.Input;

/// <summary>The read loop: bytes of the transport to frames. It never waits for a writer or for the reader of a stream.</summary>
internal sealed class Receiver : LoopWaiter
{
    private readonly Http2Connection _connection;
    private readonly FrameReader _reader;
    private readonly FrameDispatcher _dispatcher;
    private readonly ReadTurn _turn;
    private readonly TaskCompletionSource _ended = new();
    private LoopBuffer? _held;
    private int _heldStart;
    private int _heldEnd;
    private int _prefaceLeft;
    private int _readSize = BufferPool.Medium;

    public Receiver(Http2Connection connection, Http2Role role, RequestHandler? onRequest)
    {
        _connection = connection;
        _turn = connection.Turn;
        _reader = new FrameReader(connection.Loop.Buffers, connection.Options.MaxFrameSize, HeaderBlocks.MaxBlock(connection.Options.MaxHeaderListSize));
        _dispatcher = new FrameDispatcher(connection, role, onRequest);
        _prefaceLeft = role == Http2Role.Server ? FrameWriter.ClientPreface.Length : 0;
    }

    /// <summary>The peer has sent GOAWAY.</summary>
    public bool PeerIsLeaving => _dispatcher.PeerIsLeaving;

    /// <summary>The highest identifier of the peer's streams that was acted upon.</summary>
    public int LastPeerStreamId => _dispatcher.LastPeerStreamId;

    /// <summary>Set once GOAWAY with the last identifier was sent: later streams are ignored.</summary>
    public bool RefuseNewStreams
    {
        get => _dispatcher.RefuseNewStreams;
        set => _dispatcher.RefuseNewStreams = value;
    }

    /// <summary>Reads until the connection ends.</summary>
    public Task RunAsync()
    {
        Run();
        return _ended.Task;
    }

    /// <summary>Returns the room of incomplete frames and field blocks.</summary>
    public void Release()
    {
        _reader.Release();
        _dispatcher.Release();
    }

    protected override void Resume() => Run();

    /// <summary>A loop that hooks itself onto waits in place of an async method: it is entered for every arrival.</summary>
    private void Run()
    {
        try
        {
            while (_connection.Error is null)
            {
                Step();
                var wait = _held is null ? _connection.Transport.ReadableAsync() : LoopWait.Completed;
                if (!wait.IsCompleted)
                {
                    _turn.End();
                    wait.Hook(this);
                    return;
                }

                if (_turn.IsOver)
                {
                    _turn.End();
                    _connection.Loop.Defer(static receiver => ((Receiver)receiver!).Run(), this);
                    return;
                }
            }

            ReturnHeld();
            _ended.SetResult();
        }
        catch (Exception exception)
        {
            ReturnHeld();
            _ended.SetException(exception);
        }
    }

    /// <summary>One read, or what the turn before has left of one. The buffer is held only while there is something in it.</summary>
    private void Step()
    {
        if (_held is null && !TryRead())
        {
            return;
        }

        ReadOnlySpan<byte> input = _held!.Span[_heldStart.._heldEnd];
        Process(_held, ref input);
        _heldStart = _heldEnd - input.Length;
        if (input.IsEmpty)
        {
            ReturnHeld();
        }
    }

    private bool TryRead()
    {
        var buffer = _connection.Loop.Buffers.Rent(_readSize, nameof(Receiver));
        var count = _connection.Transport.TryRead(buffer.Span);
        _turn.OnRead();
        if (count > 0)
        {
            _connection.KeepAlive.OnBytesRead();
            _readSize = NextReadSize(count, buffer.Length);
            (_held, _heldStart, _heldEnd) = (buffer, 0, count);
            return true;
        }

        _connection.Loop.Buffers.Return(buffer);
        if (count is ByteStream.EndOfStream or ByteStream.Failed && _connection.Error is null)
        {
            _turn.PassOn();
            _connection.OnTransportEnded(EndOf(_connection.Transport));
        }

        return false;
    }

    private void ReturnHeld()
    {
        if (_held is { } held)
        {
            _held = null;
            _connection.Loop.Buffers.Return(held);
        }
    }

    /// <summary>A full buffer asks for a larger one, one that stays mostly empty for a smaller one.</summary>
    private static int NextReadSize(int count, int size) =>
        count == size ? Math.Min(size * 4, BufferPool.Bulk) : count < size / 8 ? Math.Max(size / 4, BufferPool.Medium) : size;

    /// <summary>Takes frames until the input or the turn is used up.</summary>
    private void Process(LoopBuffer buffer, ref ReadOnlySpan<byte> input)
    {
        if (_prefaceLeft > 0 && !TrySkipPreface(ref input))
        {
            _connection.Close(new Http2Error(Http2ErrorCode.ProtocolError, "no HTTP/2 connection preface"));
        }

        while (_connection.Error is null && !_turn.IsOver)
        {
            var step = _reader.Read(ref input, out var part);
            if (step == FrameEvent.NeedMore)
            {
                return;
            }

            PrefetchNext(input);
            if (Take(step, part, buffer) is { } error && _connection.Error is null)
            {
                _turn.PassOn();
                _connection.Close(error);
            }
        }
    }

    private Http2Error? Take(FrameEvent step, in FramePart part, LoopBuffer buffer)
    {
        if (step == FrameEvent.Data)
        {
            _turn.OnData(part.FlowControlled);
            return _dispatcher.OnData(part, buffer, OffsetIn(buffer, part.Payload));
        }

        _turn.OnFrame(part.Header.Type);
        return _dispatcher.OnFrame(step, part);
    }

    /// <summary>While this frame is being relayed, the stream of the next one comes into the cache.</summary>
    private void PrefetchNext(ReadOnlySpan<byte> input)
    {
        if (input.Length >= FrameHeader.Size && _connection.Streams.Find(FrameHeader.Read(input).StreamId) is { } next)
        {
            next.Prefetch();
        }
    }

    private bool TrySkipPreface(ref ReadOnlySpan<byte> input)
    {
        var expected = FrameWriter.ClientPreface[^_prefaceLeft..];
        var count = Math.Min(expected.Length, input.Length);
        if (!input[..count].SequenceEqual(expected[..count]))
        {
            return false;
        }

        input = input[count..];
        _prefaceLeft -= count;
        return true;
    }

    private static int OffsetIn(LoopBuffer buffer, ReadOnlySpan<byte> payload) => payload.IsEmpty
        ? 0
        : (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(buffer.Span), ref MemoryMarshal.GetReference(payload));

    private static Http2Error EndOf(ByteStream transport) => transport.Failure is { } failure
        ? new Http2Error(Http2ErrorCode.NoError, failure.Detail)
        : new Http2Error(Http2ErrorCode.NoError, "closed by the peer");
}
