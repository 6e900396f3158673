namespace Istio.Reactor.Tls.Records;

/// <summary>Seals and opens the records of one connection after its handshake.</summary>
internal abstract class RecordLayer : IDisposable
{
    /// <summary>Bytes that were opened and had no room at the reader's.</summary>
    public abstract bool HoldsContent { get; }

    /// <summary>The peer has sent close_notify.</summary>
    public bool HasEnded { get; protected set; }

    /// <summary>Why nothing works any more, or null. An alert that tells the peer is in the output.</summary>
    public StreamFailure? Failure { get; protected set; }

    /// <summary>Opens whole records of the input as far as there is room for their content.</summary>
    /// <returns>Bytes written; 0 when no record is complete, and after the end or the failure.</returns>
    public abstract int Open(Span<byte> destination);

    /// <summary>Seals content into the output, between its Begin and Flush.</summary>
    /// <param name="source">At most <see cref="TlsStream.MaximumWrite"/> bytes.</param>
    /// <returns>False when it failed.</returns>
    public abstract bool Seal(ReadOnlySpan<byte> source);

    /// <summary>Puts close_notify into the output (RFC 8446 6.1).</summary>
    public abstract void SealCloseNotify();

    public abstract void Dispose();
}
