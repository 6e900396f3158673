namespace Istio.Reactor.Tls;

/// <summary>
/// What OpenSSL's I/O callbacks see of a connection: native memory with plain fields, so that a callback touches no managed object and no
/// handle can be stale. <see cref="TlsSession"/> owns it and frees it after the SSL object.
/// </summary>
internal unsafe struct TlsChannel
{
    /// <summary>Received ciphertext, valid during a call; consumed from the front.</summary>
    public byte* Input;

    public int InputLength;

    /// <summary>The transport has ended.</summary>
    public bool InputEnded;

    /// <summary>Where records are written: a block of the loop during a call, null outside.</summary>
    public byte* Output;

    public int OutputUsed;

    public int OutputCapacity;
}
