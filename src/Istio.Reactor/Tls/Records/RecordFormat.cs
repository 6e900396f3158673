namespace Istio.Reactor.Tls.Records;

/// <summary>Sizes of TLS 1.3 records (RFC 8446 5.1 and 5.2), in bytes.</summary>
internal static class RecordFormat
{
    public const int HeaderSize = 5;

    /// <summary>The most content of one record: 2^14.</summary>
    public const int MaximumContent = 16 * 1024;

    public const int TypeSize = 1;

    public const int TagSize = 16;

    /// <summary>What sealing adds to the content of a record without padding.</summary>
    public const int Overhead = HeaderSize + TypeSize + TagSize;

    /// <summary>A full record on the wire, as senders of bulk data make them.</summary>
    public const int FullRecord = MaximumContent + Overhead;

    /// <summary>The longest protected part that a peer may send: 2^14 + 256.</summary>
    public const int MaximumProtected = MaximumContent + 256;

    /// <summary>The longest record on the wire.</summary>
    public const int MaximumRecord = HeaderSize + MaximumProtected;

    /// <summary>Records of one flush: so many full ones fit the loop's block and the largest buffer.</summary>
    public const int PerFlush = 15;
}
