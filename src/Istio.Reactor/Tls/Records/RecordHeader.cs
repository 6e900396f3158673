using System.Buffers.Binary;

namespace Istio.Reactor.Tls.Records;

/// <summary>Reads the 5 bytes before a record (RFC 8446 5.1). The version in them has no meaning.</summary>
internal static class RecordHeader
{
    private const int LengthOffset = 3;

    /// <summary>Bytes that follow the header.</summary>
    public static int LengthOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header[LengthOffset..]);

    public static ContentType TypeOf(ReadOnlySpan<byte> header) => (ContentType)header[0];

    /// <summary>True when the bytes begin with a whole record.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= RecordFormat.HeaderSize && bytes.Length - RecordFormat.HeaderSize >= LengthOf(bytes);
}
