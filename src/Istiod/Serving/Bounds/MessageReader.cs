using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Istiod.Serving.Bounds;

/// <summary>
/// The body of a gRPC request, one whole message at a read. The bytes of a message are asked for only after its length was looked at and has a place in memory;
/// until then flow control holds them at the peer. A message that has begun must come on.
/// </summary>
internal sealed class MessageReader(HttpContext http, MessageKind kind, CallMemory memory, RefusalLog refusals, TimeProvider time) : PipeReader
{
    // A gRPC message: one byte that says whether it is compressed, four with its length, then the message.
    private const int PrefixLength = 5;

    // A message that has begun has this long, and then as long as it takes at this rate.
    private const int SlowestRate = 256 * 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly PipeReader _body = http.Request.BodyReader;
    private readonly long _calledAt = time.GetTimestamp();
    private bool _hadMessage;
    private long? _begunAt;
    private int _length;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            memory.Release();
            return await ReadMessageAsync(cancellationToken);
        }
        catch (RpcException refused)
        {
            refusals.Note(http, kind, refused.Status);
            throw;
        }
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException("messages are waited for");

    public override void AdvanceTo(SequencePosition consumed) => _body.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _body.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => _body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    private async ValueTask<ReadResult> ReadMessageAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await ReadInTimeAsync(cancellation);
            if (TryReadPrefix(read.Buffer, out var isCompressed, out var length))
            {
                _length = Check(isCompressed, length);
                await memory.ReceiveAsync(_length, cancellation);
                if (read.Buffer.Length >= PrefixLength + _length)
                {
                    return await PassOnAsync(read, cancellation);
                }
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                return read;
            }

            _begunAt ??= read.Buffer.IsEmpty ? null : time.GetTimestamp();
            _body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async ValueTask<ReadResult> PassOnAsync(ReadResult read, CancellationToken cancellation)
    {
        var message = read.Buffer.Slice(0, PrefixLength + _length);
        var weight = MessageWeight.Of(message.Slice(PrefixLength), kind);
        if (weight.Node > MessageKind.LongestNode)
        {
            throw Refused(StatusCode.ResourceExhausted, $"the node has {weight.Node} bytes, at most {MessageKind.LongestNode} are accepted");
        }

        await memory.HandleAsync(_length, weight, cancellation);
        (_hadMessage, _begunAt, _length) = (true, null, 0);
        return new(message, read.IsCanceled, read.IsCompleted && read.Buffer.Length == message.Length);
    }

    private int Check(bool isCompressed, uint length)
    {
        if (isCompressed)
        {
            // No client of istiod compresses, and a small message may become a large one.
            throw Refused(StatusCode.Unimplemented, "compressed requests are not accepted, send them as they are");
        }

        var longest = memory.Longest(kind);
        return length <= longest
            ? (int)length
            : throw Refused(StatusCode.ResourceExhausted, $"a {kind.Name} of {length} bytes is too long, at most {longest} are accepted");
    }

    private async ValueTask<ReadResult> ReadInTimeAsync(CancellationToken cancellation)
    {
        if (TimeLeft() is not { } left)
        {
            return await _body.ReadAsync(cancellation);
        }

        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await _body.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Refused(StatusCode.DeadlineExceeded, $"the {kind.Name} did not arrive in time");
        }
    }

    // Between the messages of a stream there is no hurry.
    private TimeSpan? TimeLeft() =>
        _begunAt is { } begunAt ? Grace + TimeSpan.FromSeconds((double)_length / SlowestRate) - time.GetElapsedTime(begunAt)
        : _hadMessage ? null
        : kind.FirstWithin - time.GetElapsedTime(_calledAt);

    private static bool TryReadPrefix(in ReadOnlySequence<byte> buffer, out bool isCompressed, out uint length)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (buffer.Length < PrefixLength)
        {
            (isCompressed, length) = (false, 0);
            return false;
        }

        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        isCompressed = prefix[0] != 0;
        length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return true;
    }

    private static RpcException Refused(StatusCode code, string reason) => new(new Status(code, reason));
}
