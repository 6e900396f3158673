using System.Text;

namespace Istio.Http.Http2.Hpack;

/// <summary>One name and value in a table, kept in one array.</summary>
internal readonly struct HpackField
{
    /// <summary>What a field costs in a table and in a header list beyond its octets (RFC 7541 4.1, RFC 9113 6.5.2).</summary>
    public const int Overhead = 32;

    private readonly byte[] _bytes;
    private readonly int _nameLength;

    public HpackField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _bytes = new byte[name.Length + value.Length];
        _nameLength = name.Length;
        name.CopyTo(_bytes);
        value.CopyTo(_bytes.AsSpan(name.Length));
    }

    public HpackField(string name, string value)
        : this(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value))
    {
    }

    public ReadOnlySpan<byte> Name => _bytes.AsSpan(0, _nameLength);

    public ReadOnlySpan<byte> Value => _bytes.AsSpan(_nameLength);

    public int Size => _bytes.Length + Overhead;
}
