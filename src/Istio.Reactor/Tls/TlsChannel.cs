namespace Istio.Reactor.Tls;

/// <summary>
/// What OpenSSL's I/O callbacks see of a connection: native memory with plain fields, so that a callback touches no managed object and no
/// handle can be stale. <see cref="TlsSession"/> owns it and frees it after the SSL object.
/// </summary>
internal unsafe struct TlsChannel
{
    /// <summary>The socket to receive from, or -1 when <see cref="Input"/> is the source.</summary>
    public int Descriptor;

    /// <summary>True: nothing is left to receive before the next readiness event, so no system call is spent on it.</summary>
    public bool InputDrained;

    /// <summary>A FIN or an error is queued behind the data: a short receive is no sign of "drained".</summary>
    public bool PeerEnded;

    /// <summary>The source ended.</summary>
    public bool InputEnded;

    /// <summary>errno of a failed receive, 0 for none.</summary>
    public int ErrorNumber;

    /// <summary>Ciphertext handed in by the owner; consumed from the front.</summary>
    public byte* Input;

    public int InputLength;

    /// <summary>Where records are written: the loop's output block during a call, null outside.</summary>
    public byte* Output;

    public int OutputUsed;

    public int OutputCapacity;
}
