using System.Buffers.Binary;

namespace Istio.Http.Http2.Frames;

/// <summary>SETTINGS (RFC 9113 6.5).</summary>
internal static class SettingsFrame
{
    public const int SettingSize = 6;

    /// <summary>Room for 64 settings: ten times those that exist.</summary>
    public const int MaxLength = 64 * SettingSize;

    public static SettingId ReadId(ReadOnlySpan<byte> setting) => (SettingId)BinaryPrimitives.ReadUInt16BigEndian(setting);

    public static uint ReadValue(ReadOnlySpan<byte> setting) => BinaryPrimitives.ReadUInt32BigEndian(setting[2..]);

    public static int WriteAck(Span<byte> destination)
    {
        new FrameHeader(0, FrameType.Settings, FrameFlags.Ack, 0).Write(destination);
        return FrameHeader.Size;
    }

    public static int Write(Span<byte> destination, ReadOnlySpan<(SettingId Id, uint Value)> settings)
    {
        new FrameHeader(settings.Length * SettingSize, FrameType.Settings, FrameFlags.None, 0).Write(destination);
        var at = FrameHeader.Size;
        foreach (var (id, value) in settings)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)id);
            BinaryPrimitives.WriteUInt32BigEndian(destination[(at + 2)..], value);
            at += SettingSize;
        }

        return at;
    }
}
