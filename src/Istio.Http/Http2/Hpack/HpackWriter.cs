namespace Istio.Http.Http2.Hpack;

/// <summary>
/// Writes a header block without Huffman coding and without the dynamic table: the few fields of a CONNECT cost less to write plainly
/// than to remember, and no secret can leak through a shared table (RFC 7541 7.1).
/// </summary>
/// <param name="destination">Must hold <see cref="MaxLength"/> octets for each field.</param>
internal ref struct HpackWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    /// <summary>Upper bound of the octets that one field needs.</summary>
    public static int MaxLength(int nameLength, int valueLength) => nameLength + valueLength + 18;

    /// <summary>RFC 7541 4.2: must open the first block after the peer has lowered its table size.</summary>
    public void WriteTableSize(int size) => Written += HpackInteger.Write(_destination[Written..], 0x20, 5, size);

    public void Write(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        var index = StaticTable.IndexOf(name, value);
        if (index != 0)
        {
            WriteIndexed(index);
            return;
        }

        WriteLiteral(StaticTable.IndexOfName(name), name, value);
    }

    public void WriteIndexed(int index) => Written += HpackInteger.Write(_destination[Written..], 0x80, 7, index);

    /// <param name="nameIndex">Index of the name in the static table; with 0 the name is written out.</param>
    /// <param name="name">Lower case (RFC 9113 8.2).</param>
    /// <param name="value">Field value as it goes on the wire.</param>
    public void WriteLiteral(int nameIndex, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Written += HpackInteger.Write(_destination[Written..], 0x00, 4, nameIndex);
        if (nameIndex == 0)
        {
            WriteString(name);
        }

        WriteString(value);
    }

    private void WriteString(scoped ReadOnlySpan<byte> text)
    {
        Written += HpackInteger.Write(_destination[Written..], 0x00, 7, text.Length);
        text.CopyTo(_destination[Written..]);
        Written += text.Length;
    }
}
