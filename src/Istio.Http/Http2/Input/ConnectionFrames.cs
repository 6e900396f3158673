using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Http2.Input;

/// <summary>Acts on the frames that concern the whole connection: SETTINGS, PING, GOAWAY. Each method returns null or why the connection must end.</summary>
internal sealed class ConnectionFrames(Http2Connection connection, Http2Role role)
{
    /// <summary>The peer has sent its SETTINGS, which come before everything else (RFC 9113 3.4).</summary>
    public bool SettingsSeen { get; private set; }

    /// <summary>The peer has sent GOAWAY.</summary>
    public bool PeerIsLeaving { get; private set; }

    public Http2Error? OnSettings(in FramePart part)
    {
        SettingsSeen = true;
        if (part.Header.IsAck)
        {
            return null;
        }

        if (connection.Guard.OnSettings() is { } flood)
        {
            return flood;
        }

        var settings = connection.PeerSettings;
        var oldWindow = settings.InitialWindowSize;
        if (settings.Apply(part.Payload) is { } error)
        {
            return error;
        }

        connection.Writer.SettingsAck();
        connection.ScheduleFlush();
        return connection.TryApplySettings(settings.InitialWindowSize - oldWindow)
            ? null
            : new Http2Error(Http2ErrorCode.FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE overflows a window");
    }

    public Http2Error? OnPing(in FramePart part)
    {
        var opaque = PingFrame.Read(part.Payload);
        if (part.Header.IsAck)
        {
            OnPingAnswer(opaque);
            return null;
        }

        if (connection.Guard.OnPing() is { } flood)
        {
            return flood;
        }

        connection.Writer.Ping(opaque, ack: true);
        connection.ScheduleFlush();
        return null;
    }

    private void OnPingAnswer(ulong opaque)
    {
        if (opaque == PingPayload.KeepAlive)
        {
            connection.KeepAlive.OnAnswer();
        }
        else if (opaque == PingPayload.Drain)
        {
            connection.OnDrainAcknowledged();
        }
    }

    public Http2Error? OnGoAway(GoAwayFrame frame)
    {
        PeerIsLeaving = true;
        if (role == Http2Role.Client)
        {
            BreakUnprocessed(frame);
        }

        connection.EndIfDrained();
        return null;
    }

    /// <summary>Streams above the last identifier were not acted upon and may be tried again elsewhere (RFC 9113 6.8).</summary>
    private void BreakUnprocessed(GoAwayFrame frame)
    {
        foreach (var stream in connection.Streams.All())
        {
            if (stream.Id > frame.LastStreamId)
            {
                var failure = new StreamFailure(FailureReason.Refused, $"not processed by the peer: GOAWAY {frame.Code}");
                stream.Break(failure, ClosedBy.ResetHere, keepInbox: false);
            }
        }
    }
}
