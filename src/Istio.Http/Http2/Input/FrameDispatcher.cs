using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Http2.Input;

/// <summary>Acts on received frames (RFC 9113 5 and 6). Every method returns null or why the connection must end.</summary>
internal sealed class FrameDispatcher
{
    private readonly Http2Connection _connection;
    private readonly Http2Role _role;
    private readonly RequestHandler? _onRequest;
    private readonly ConnectionFrames _connectionFrames;
    private readonly HeaderBlocks _blocks;

    public FrameDispatcher(Http2Connection connection, Http2Role role, RequestHandler? onRequest)
    {
        _connection = connection;
        _role = role;
        _onRequest = onRequest;
        _connectionFrames = new ConnectionFrames(connection, role);
        _blocks = new HeaderBlocks(connection.Loop.Buffers, connection.Options.MaxHeaderListSize);
    }

    public bool PeerIsLeaving => _connectionFrames.PeerIsLeaving;

    public int LastPeerStreamId { get; private set; }

    public bool RefuseNewStreams { get; set; }

    public Http2Error? OnFrame(FrameEvent step, in FramePart part) => step == FrameEvent.Violation
        ? part.Error
        : CheckOrder(part.Header) ?? (step == FrameEvent.Ignored ? null : Dispatch(part));

    /// <summary>Some or all of a DATA frame (RFC 9113 6.1).</summary>
    /// <param name="part">The step of the frame reader.</param>
    /// <param name="buffer">The receive buffer that holds the data.</param>
    /// <param name="offset">Where in it.</param>
    public Http2Error? OnData(in FramePart part, LoopBuffer buffer, int offset)
    {
        if (CheckOrder(part.Header) is { } disorder)
        {
            return disorder;
        }

        if (!_connection.TryTakeWindow(part.FlowControlled))
        {
            return new Http2Error(Http2ErrorCode.FlowControlError, "DATA beyond the connection's window");
        }

        var ends = part.IsLast && part.Header.EndStream;
        if (part.Payload.IsEmpty && !ends && _connection.Guard.OnEmptyData() is { } flood)
        {
            return flood;
        }

        var stream = _connection.Streams.Find(part.Header.StreamId);
        if (stream is null)
        {
            _connection.Credit(part.FlowControlled);
            return OnLateFrame(part.Header, "DATA");
        }

        return OnStreamData(stream, part, buffer, offset, ends);
    }

    public void Release() => _blocks.Release();

    private Http2Error? OnStreamData(Http2Stream stream, in FramePart part, LoopBuffer buffer, int offset, bool ends)
    {
        _connection.Credit(part.FlowControlled - part.Payload.Length);
        if (stream.State is StreamState.HalfClosedRemote)
        {
            _connection.Credit(part.Payload.Length);
            return ResetStream(stream, Http2ErrorCode.StreamClosed);
        }

        if (stream.Owner?.TryAcceptData(part.Payload.Length, ends) == false)
        {
            _connection.Credit(part.Payload.Length);
            return ResetStream(stream, Http2ErrorCode.ProtocolError);
        }

        if (!stream.TryReceive(buffer, offset, part.Payload.Length, part.FlowControlled))
        {
            _connection.Credit(part.Payload.Length);
            return ResetStream(stream, Http2ErrorCode.FlowControlError);
        }

        if (ends && stream.State is not StreamState.Closed)
        {
            stream.EndRemote();
        }

        return null;
    }

    /// <summary>SETTINGS comes first (RFC 9113 3.4) and nothing comes between the frames of a field block (RFC 9113 4.3).</summary>
    private Http2Error? CheckOrder(in FrameHeader header)
    {
        if (!_connectionFrames.SettingsSeen && (header.Type != FrameType.Settings || header.IsAck))
        {
            return Protocol("the first frame is not SETTINGS");
        }

        var isContinuation = header.Type == FrameType.Continuation;
        return _blocks.OpenStreamId switch
        {
            0 => isContinuation ? Protocol("CONTINUATION without HEADERS") : null,
            var open => isContinuation && header.StreamId == open ? null : Protocol($"{header.Type} within a field block"),
        };
    }

    private Http2Error? Dispatch(in FramePart part) => part.Header.Type switch
    {
        FrameType.Headers => OnHeaders(part),
        FrameType.Continuation => OnFragment(part.Header, part.Payload),
        FrameType.Priority => OnPriority(part),
        FrameType.RstStream => OnRstStream(part),
        FrameType.Settings => _connectionFrames.OnSettings(part),
        FrameType.Ping => _connectionFrames.OnPing(part),
        FrameType.GoAway => _connectionFrames.OnGoAway(GoAwayFrame.Read(part.Payload)),
        FrameType.WindowUpdate => OnWindowUpdate(part),
        _ => null,
    };

    private Http2Error? OnHeaders(in FramePart part)
    {
        if (!HeadersFrame.TryRead(part.Header, part.Payload, out var fragment, out var dependency))
        {
            return Protocol("padding longer than its HEADERS frame");
        }

        return dependency == part.Header.StreamId ? Protocol("a stream that depends on itself") : OnFragment(part.Header, fragment);
    }

    private Http2Error? OnFragment(in FrameHeader header, ReadOnlySpan<byte> fragment)
    {
        if (_blocks.Add(header, fragment, out var fields) is { } error)
        {
            return error;
        }

        return fields is null ? null : OnFields(header, fields, _blocks.EndStream);
    }

    private Http2Error? OnFields(in FrameHeader header, HeaderList fields, bool endStream)
    {
        if (_connection.Streams.Find(header.StreamId) is { } stream)
        {
            return OnMoreFields(stream, fields, endStream);
        }

        var opens = _role == Http2Role.Server && header.StreamId > LastPeerStreamId && (header.StreamId & 1) == 1;
        return opens ? OnNewRequest(header.StreamId, fields, endStream) : OnLateFrame(header, "HEADERS");
    }

    private Http2Error? OnMoreFields(Http2Stream stream, HeaderList fields, bool endStream)
    {
        if (stream.State is StreamState.HalfClosedRemote)
        {
            return ResetStream(stream, Http2ErrorCode.StreamClosed);
        }

        if (fields.IsTooLarge)
        {
            return ResetStream(stream, Http2ErrorCode.EnhanceYourCalm);
        }

        if (stream.Owner?.TryAcceptHeaders(fields, endStream) != true)
        {
            return ResetStream(stream, Http2ErrorCode.ProtocolError);
        }

        if (endStream && stream.State is not StreamState.Closed)
        {
            stream.EndRemote();
        }

        return null;
    }

    private Http2Error? OnNewRequest(int streamId, HeaderList fields, bool endStream)
    {
        if (RefuseNewStreams)
        {
            return null; // Beyond the identifier in our GOAWAY: the peer knows that it will not be served (RFC 9113 6.8).
        }

        LastPeerStreamId = streamId;
        var stream = _connection.NewStream(streamId);
        if (!RequestHead.TryParse(fields, out var head) || (endStream && head.ContentLength > 0))
        {
            return ResetStream(stream, Http2ErrorCode.ProtocolError);
        }

        var limit = _connection.Options.MaxConcurrentStreams;
        if (_connection.ActiveStreams > limit || _connection.RunningRequests >= limit * 2)
        {
            stream.Abort(Http2ErrorCode.RefusedStream);
            return _connection.Guard.OnRefusedStream();
        }

        if (endStream)
        {
            stream.EndRemote();
        }

        _onRequest!(stream, head, fields);
        return null;
    }

    private static Http2Error? OnPriority(in FramePart part) => PriorityFrame.ReadDependency(part.Payload) == part.Header.StreamId
        ? Protocol("a stream that depends on itself")
        : null;

    private Http2Error? OnRstStream(in FramePart part)
    {
        if (_connection.Streams.Find(part.Header.StreamId) is not { } stream)
        {
            return IsIdle(part.Header.StreamId) ? Protocol("RST_STREAM on an idle stream") : null;
        }

        var code = RstStreamFrame.Read(part.Payload);
        var withdrawn = _role == Http2Role.Server && stream.Owner is { IsAnswered: false };
        var reason = code switch
        {
            Http2ErrorCode.RefusedStream => FailureReason.Refused, // Not acted upon: it may be tried again elsewhere (RFC 9113 8.7).
            Http2ErrorCode.NoError when stream.RemoteEnded => FailureReason.BrokenPipe, // All was said, and the rest is not wanted (RFC 9113 8.1).
            _ => FailureReason.Reset,
        };
        var failure = new StreamFailure(reason, $"stream reset by the peer: {code}");
        stream.WakeReader();
        stream.Break(failure, ClosedBy.ResetByPeer, keepInbox: true);
        return withdrawn ? _connection.Guard.OnWithdrawnRequest() : null;
    }

    private Http2Error? OnWindowUpdate(in FramePart part)
    {
        var increment = WindowUpdateFrame.Read(part.Payload);
        var id = part.Header.StreamId;
        if (id == 0)
        {
            return increment == 0 ? Protocol("WINDOW_UPDATE of 0")
                : _connection.TryAddSendWindow(increment) ? null
                : new Http2Error(Http2ErrorCode.FlowControlError, "WINDOW_UPDATE overflows the connection's window");
        }

        if (_connection.Streams.Find(id) is not { } stream)
        {
            return IsIdle(id) ? Protocol("WINDOW_UPDATE on an idle stream") : null;
        }

        return increment == 0 ? ResetStream(stream, Http2ErrorCode.ProtocolError)
            : stream.TryAddSendWindow(increment) ? null
            : ResetStream(stream, Http2ErrorCode.FlowControlError);
    }

    /// <summary>DATA or HEADERS on a stream that is not open (RFC 9113 5.1, idle and closed).</summary>
    private Http2Error? OnLateFrame(in FrameHeader header, string what)
    {
        if (IsIdle(header.StreamId))
        {
            return Protocol($"{what} on an idle stream");
        }

        switch (_connection.Streams.EndOf(header.StreamId))
        {
            case ClosedBy.ResetHere:
                return null;
            case ClosedBy.End:
                return new Http2Error(Http2ErrorCode.StreamClosed, $"{what} after END_STREAM");
            case null when header.Type == FrameType.Headers:
                return Protocol("stream identifiers must grow");
            case null:
                return null; // Ended too long ago to tell how: with many short streams it may well have been reset here.
        }

        _connection.Writer.RstStream(header.StreamId, Http2ErrorCode.StreamClosed);
        _connection.ScheduleFlush();
        return _connection.Guard.OnProvokedReset();
    }

    private bool IsIdle(int streamId)
    {
        var opensHere = (streamId & 1) == 1;
        return !opensHere || streamId >= (_role == Http2Role.Server ? LastPeerStreamId + 1 : _connection.NextStreamId);
    }

    private Http2Error? ResetStream(Http2Stream stream, Http2ErrorCode code)
    {
        stream.Abort(code);
        return _connection.Guard.OnProvokedReset();
    }

    private static Http2Error Protocol(string reason) => new(Http2ErrorCode.ProtocolError, reason);
}
