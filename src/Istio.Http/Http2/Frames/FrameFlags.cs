namespace Istio.Http.Http2.Frames;

/// <summary>Flags of RFC 9113 6. ACK and END_STREAM share a bit: no frame type has both.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    EndStream = 0x1,
    Ack = EndStream,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
