using Istio.Http.Http2.FlowControl;
using Istio.Http.Http2.Frames;

namespace Istio.Http.Http2;

/// <summary>What the peer has announced, starting from the defaults of RFC 9113 6.5.2.</summary>
internal sealed class PeerSettings
{
    private const int DefaultHeaderTableSize = 4096;
    private const int MinMaxFrameSize = 16_384;

    public int InitialWindowSize { get; private set; } = SendWindow.Default;

    public int MaxFrameSize { get; private set; } = MinMaxFrameSize;

    /// <summary>Unlimited until announced.</summary>
    public uint MaxConcurrentStreams { get; private set; } = uint.MaxValue;

    /// <summary>The peer shrank its decoder's table: the next field block must say so (RFC 7541 4.2).</summary>
    public bool TableSizeUpdateDue { get; set; }

    /// <summary>Applies one SETTINGS payload in order.</summary>
    /// <returns>Null, or why the connection must end.</returns>
    public Http2Error? Apply(ReadOnlySpan<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            if (Apply(SettingsFrame.ReadId(payload), SettingsFrame.ReadValue(payload)) is { } error)
            {
                return error;
            }

            payload = payload[SettingsFrame.SettingSize..];
        }

        return null;
    }

    private Http2Error? Apply(SettingId id, uint value)
    {
        switch (id)
        {
            case SettingId.HeaderTableSize:
                TableSizeUpdateDue |= value < DefaultHeaderTableSize;
                return null;
            case SettingId.EnablePush when value > 1:
                return new Http2Error(Http2ErrorCode.ProtocolError, $"SETTINGS_ENABLE_PUSH of {value}");
            case SettingId.MaxConcurrentStreams:
                MaxConcurrentStreams = value;
                return null;
            case SettingId.InitialWindowSize when value > int.MaxValue:
                return new Http2Error(Http2ErrorCode.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE of {value}");
            case SettingId.InitialWindowSize:
                InitialWindowSize = (int)value;
                return null;
            case SettingId.MaxFrameSize when value is < MinMaxFrameSize or > FrameHeader.MaxLength:
                return new Http2Error(Http2ErrorCode.ProtocolError, $"SETTINGS_MAX_FRAME_SIZE of {value}");
            case SettingId.MaxFrameSize:
                MaxFrameSize = (int)value;
                return null;
            default:
                return null;
        }
    }
}
