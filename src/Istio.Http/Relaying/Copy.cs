using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Relaying;

/// <summary>
/// One direction of a relay, step by step. Bytes that the source holds are written from where they are; a target with an output buffer of its own
/// is filled directly; only between two sockets a buffer is rented, and held across a wait only with bytes in it.
/// </summary>
internal sealed class Copy(Relay relay, ByteStream source, ByteStream target, RelayCounters counters, bool isForward) : LoopWaiter
{
    /// <summary>A flow that has moved this much gets larger buffers (ztunnel's copy loop grows at the same points).</summary>
    private const long MediumAfter = 128 * 1024;
    private const long BulkAfter = 10 * 1024 * 1024;

    /// <summary>What one direction may move before the others of the loop get their turn.</summary>
    private const long BytesPerTurn = 1024 * 1024;

    /// <summary>What a step takes of the turn beyond its bytes: a system call or two.</summary>
    private const long CostOfStep = 4 * 1024;

    /// <summary>What a flow that has moved little asks for in a shared output buffer; more is used when it is there.</summary>
    private const int SmallRoom = 2 * 1024;

    private readonly bool _targetHasRoom = target is Http2Stream;
    private LoopBuffer? _unsent;
    private int _unsentStart;
    private int _unsentEnd;
    private long _moved;
    private long _turnEnds = BytesPerTurn;
    private bool _hasEnded;

    private int Size => _moved < MediumAfter ? BufferPool.Medium : _moved < BulkAfter ? BufferPool.Large : BufferPool.Bulk;

    /// <summary>
    /// Copies until the source ends, and then ends the target's writing side, or until one of them breaks; the relay is told. A loop that hooks
    /// itself onto waits in place of an async method: it is entered for every chunk, and two state machines for each idle connection are spared.
    /// </summary>
    public void Run()
    {
        try
        {
            while (Step() is var step && !IsEnd(step))
            {
                if (MustWait(step, out var wait))
                {
                    _turnEnds = _moved + BytesPerTurn;
                    wait.Hook(this);
                    return;
                }

                _turnEnds -= CostOfStep;
                if (_moved >= _turnEnds)
                {
                    _turnEnds = _moved + BytesPerTurn;
                    source.Loop.Defer(static copy => ((Copy)copy!).Run(), this);
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            Release();
            relay.OnException(exception);
        }
    }

    protected override void Resume()
    {
        if (_hasEnded)
        {
            Watch();
        }
        else
        {
            Run();
        }
    }

    /// <summary>
    /// The source has ended and is read no more, but the other direction still writes to it: when it breaks now, that direction must end too, though it may
    /// be waiting for bytes of an application that has nothing to say.
    /// </summary>
    private void Watch()
    {
        if (relay.HasEnded)
        {
            return;
        }

        if (!source.IsBroken)
        {
            source.TryWatch(this);
            return;
        }

        relay.OnBroken(source.Failure);
        if (source.Failure?.Reason == FailureReason.BrokenPipe)
        {
            target.Dispose(); // The peer reads no more. That is no reset: the application has had its end, and learns the rest when it writes.
        }
        else
        {
            target.AbortAfterDelivery();
        }
    }

    private bool MustWait(CopyStep step, out LoopWait wait)
    {
        wait = step switch
        {
            CopyStep.WaitForSource => source.ReadableAsync(),
            CopyStep.WaitForTarget => target.WritableAsync(),
            _ => LoopWait.Completed,
        };
        return !wait.IsCompleted;
    }

    /// <summary>Ends the direction when the step says so.</summary>
    private bool IsEnd(CopyStep step)
    {
        switch (step)
        {
            case CopyStep.EndOfSource:
                target.ShutdownWrite();
                break;
            case CopyStep.SourceFailed:
                // Before the abort, which runs the other direction: its failure would be a consequence of this one.
                relay.OnBroken(source.Failure);
                target.Abort();
                break;
            case CopyStep.TargetFailed:
                // Not the end of the other direction: what the target sent before it went away is still delivered.
                relay.OnBroken(target.Failure);
                Release();
                break;
            default:
                return false;
        }

        _hasEnded = step == CopyStep.EndOfSource;
        relay.OnDirectionEnded();
        if (_hasEnded)
        {
            Watch();
        }

        return true;
    }

    private CopyStep Step()
    {
        if (_unsent is not null)
        {
            return WriteUnsent();
        }

        var held = source.Peek();
        if (!held.IsEmpty)
        {
            return WriteHeld(held);
        }

        return _targetHasRoom ? ReadIntoTarget() : ReadAndWrite();
    }

    /// <summary>Returns the buffer that a finished chunk or a broken direction may still hold.</summary>
    private void Release()
    {
        if (_unsent is { } unsent)
        {
            _unsent = null;
            source.Loop.Buffers.Return(unsent);
        }
    }

    private CopyStep WriteHeld(ReadOnlySpan<byte> held)
    {
        var written = target.TryWrite(held);
        if (written < 0)
        {
            return Refused(written);
        }

        source.Advance(written);
        Count(written);
        return written < held.Length ? CopyStep.Progress : CopyStep.WaitForSource;
    }

    private CopyStep ReadIntoTarget()
    {
        var wanted = Size;
        if (!target.TryGetWriteSpan(wanted == BufferPool.Medium ? SmallRoom : wanted, out var span))
        {
            return target.Failure is null ? CopyStep.WaitForTarget : CopyStep.TargetFailed;
        }

        var read = source.TryRead(span);
        target.CommitWrite(Math.Max(read, 0));
        if (read <= 0)
        {
            return NothingRead(read);
        }

        Count(read);
        return AfterRead(read, span.Length);
    }

    private CopyStep ReadAndWrite()
    {
        var pool = source.Loop.Buffers;
        var buffer = pool.Rent(Size, nameof(Copy));
        var read = source.TryRead(buffer.Span);
        if (read <= 0)
        {
            pool.Return(buffer);
            return NothingRead(read);
        }

        var written = target.TryWrite(buffer.Span[..read]);
        if (written == read)
        {
            pool.Return(buffer);
            Count(read);
            return AfterRead(read, buffer.Length);
        }

        _unsent = buffer;
        _unsentStart = Math.Max(written, 0);
        _unsentEnd = read;
        Count(_unsentStart);
        return written >= 0 ? CopyStep.Progress : Refused(written);
    }

    private CopyStep WriteUnsent()
    {
        var written = target.TryWrite(_unsent!.Span[_unsentStart.._unsentEnd]);
        if (written < 0)
        {
            return Refused(written);
        }

        Count(written);
        _unsentStart += written;
        if (_unsentStart == _unsentEnd)
        {
            Release();
        }

        return CopyStep.Progress;
    }

    /// <summary>A short read has most likely drained the source: waiting is cheaper than a read that says so.</summary>
    private static CopyStep AfterRead(int read, int room) => read < room ? CopyStep.WaitForSource : CopyStep.Progress;

    private static CopyStep NothingRead(int result) => result switch
    {
        ByteStream.EndOfStream => CopyStep.EndOfSource,
        ByteStream.WouldBlock => CopyStep.WaitForSource,
        _ => CopyStep.SourceFailed,
    };

    private static CopyStep Refused(int result) => result == ByteStream.WouldBlock ? CopyStep.WaitForTarget : CopyStep.TargetFailed;

    private void Count(int count)
    {
        if (count > 0)
        {
            _moved += count;
            counters.Add(isForward, count);
        }
    }
}
