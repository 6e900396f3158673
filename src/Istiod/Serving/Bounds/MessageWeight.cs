using System.Buffers;

namespace Istiod.Serving.Bounds;

/// <summary>
/// What a protobuf message costs in memory once it is parsed, found from its bytes. Two bytes on the wire can be an object of fifty: the length alone bounds
/// nothing.
/// </summary>
/// <param name="Bytes">An estimate that real messages stay below.</param>
/// <param name="Node">Bytes of the xDS node.</param>
internal readonly record struct MessageWeight(long Bytes, long Node)
{
    // An entry of a map of strings: two strings, a node of a list, a place in a table.
    private const int FieldWeight = 128;

    // Strings are UTF-16, and were UTF-8.
    private const int TextFactor = 2;

    // The smallest message inside a message has two bytes, its object some fifty.
    private const int NestedFactor = 24;

    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    public static MessageWeight Of(in ReadOnlySequence<byte> message, MessageKind kind)
    {
        var reader = new SequenceReader<byte>(message);
        var bytes = 0L;
        var node = 0L;
        while (TryReadVarint(ref reader, out var tag) && TrySkip(ref reader, tag, out var length))
        {
            var field = (int)(tag >> 3);
            bytes += FieldWeight + (length * (kind.NameFields.AsSpan().Contains(field) ? TextFactor : NestedFactor));
            node += field == kind.NodeField ? length : 0;
        }

        // What is malformed is refused by the parser, which may get further than this does.
        return new(bytes + (reader.Remaining * NestedFactor), node);
    }

    // Groups need no skipping: what is in them is counted field by field.
    private static bool TrySkip(ref SequenceReader<byte> reader, ulong tag, out long length)
    {
        length = 0;
        switch (tag & 7)
        {
            case Varint:
                return TryReadVarint(ref reader, out _);
            case Fixed64:
                return TryAdvance(ref reader, sizeof(ulong));
            case Fixed32:
                return TryAdvance(ref reader, sizeof(uint));
            case LengthDelimited:
                if (!TryReadVarint(ref reader, out var size) || size > (ulong)reader.Remaining)
                {
                    return false;
                }

                length = (long)size;
                return TryAdvance(ref reader, length);
            default:
                return true;
        }
    }

    private static bool TryAdvance(ref SequenceReader<byte> reader, long count)
    {
        if (reader.Remaining < count)
        {
            return false;
        }

        reader.Advance(count);
        return true;
    }

    private static bool TryReadVarint(ref SequenceReader<byte> reader, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && reader.TryRead(out var part); shift += 7)
        {
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
