namespace Istio.Http.Http2.Hpack;

/// <summary>Decodes header blocks of one connection (RFC 7541).</summary>
/// <param name="maxTableSize">SETTINGS_HEADER_TABLE_SIZE as announced to the peer, in bytes.</param>
internal sealed class HpackDecoder(int maxTableSize)
{
    private readonly DynamicTable _table = new(maxTableSize);

    /// <summary>Decodes one whole header block and appends its field lines.</summary>
    /// <remarks>After anything but <see cref="HpackStatus.Decoded"/> the dynamic table is out of step with the peer's and the connection must end.</remarks>
    public HpackStatus Decode(ReadOnlySpan<byte> block, HeaderList fields)
    {
        // RFC 7541 4.2: size updates stand at the beginning of a block only.
        while (!block.IsEmpty && (block[0] & 0xe0) == 0x20)
        {
            if (!HpackInteger.TryRead(ref block, 5, out var size) || size > maxTableSize)
            {
                return HpackStatus.Malformed;
            }

            _table.Resize(size);
        }

        while (!block.IsEmpty)
        {
            var status = DecodeField(ref block, fields);
            if (status != HpackStatus.Decoded)
            {
                return status;
            }

            fields.DropIfTooLarge();
        }

        return HpackStatus.Decoded;
    }

    private HpackStatus DecodeField(ref ReadOnlySpan<byte> block, HeaderList fields)
    {
        var first = block[0];
        if ((first & 0x80) != 0)
        {
            return HpackInteger.TryRead(ref block, 7, out var index) && TryGet(index, out var field)
                ? fields.TryAdd(field.Name, field.Value) ? HpackStatus.Decoded : HpackStatus.TooLarge
                : HpackStatus.Malformed;
        }

        if ((first & 0xe0) == 0x20)
        {
            return HpackStatus.Malformed;
        }

        var indexed = (first & 0x40) != 0;
        if (!HpackInteger.TryRead(ref block, indexed ? 6 : 4, out var nameIndex))
        {
            return HpackStatus.Malformed;
        }

        return DecodeLiteral(ref block, nameIndex, indexed, fields);
    }

    private HpackStatus DecodeLiteral(ref ReadOnlySpan<byte> block, int nameIndex, bool indexed, HeaderList fields)
    {
        var status = nameIndex == 0 ? DecodeString(ref block, fields) : CopyName(nameIndex, fields);
        if (status != HpackStatus.Decoded)
        {
            return status;
        }

        fields.EndName();
        status = DecodeString(ref block, fields);
        if (status != HpackStatus.Decoded)
        {
            return status;
        }

        if (!fields.EndField())
        {
            return HpackStatus.TooLarge;
        }

        if (indexed)
        {
            _table.Add(fields.Name(fields.Count - 1), fields.Value(fields.Count - 1));
        }

        return HpackStatus.Decoded;
    }

    private HpackStatus CopyName(int index, HeaderList fields)
    {
        if (!TryGet(index, out var field))
        {
            return HpackStatus.Malformed;
        }

        return fields.TryAppend(field.Name) ? HpackStatus.Decoded : HpackStatus.TooLarge;
    }

    private static HpackStatus DecodeString(ref ReadOnlySpan<byte> block, HeaderList fields)
    {
        var huffman = !block.IsEmpty && (block[0] & 0x80) != 0;
        if (!HpackInteger.TryRead(ref block, 7, out var length) || length > block.Length)
        {
            return HpackStatus.Malformed;
        }

        var text = block[..length];
        block = block[length..];
        if (!huffman)
        {
            return fields.TryAppend(text) ? HpackStatus.Decoded : HpackStatus.TooLarge;
        }

        var written = HuffmanCode.Decode(text, fields.Reserve(HuffmanCode.MaxDecodedLength(length)));
        if (written < 0)
        {
            return HpackStatus.Malformed;
        }

        return fields.TryCommit(written) ? HpackStatus.Decoded : HpackStatus.TooLarge;
    }

    private bool TryGet(int index, out HpackField field)
    {
        field = default;
        if (index == 0 || index > StaticTable.Count + _table.Count)
        {
            return false;
        }

        field = index <= StaticTable.Count ? StaticTable.Get(index) : _table.Get(index - StaticTable.Count - 1);
        return true;
    }
}
