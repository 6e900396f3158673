namespace Istio.Reactor;

/// <summary>
/// A full duplex stream of bytes that belongs to one <see cref="ReactorLoop"/>: a TCP connection, TLS over one, or an HTTP/2 stream.
/// </summary>
/// <remarks>
/// Every member is called on the loop's thread and continuations of the awaitables run inline there, so no member takes a lock.
/// At most one reader and one writer wait at a time. I/O failures are values (<see cref="Failure"/>); exceptions are bugs of the caller.
/// A reader first drains <see cref="Peek"/>/<see cref="Advance"/> or calls <see cref="TryRead"/>; after <see cref="WouldBlock"/> it awaits
/// <see cref="ReadableAsync"/>. No buffer is held for a stream that has nothing to deliver.
/// </remarks>
public abstract class ByteStream : IDisposable
{
    /// <summary>Returned by <see cref="TryRead"/> when the peer has closed its writing side and everything was delivered.</summary>
    public const int EndOfStream = 0;

    /// <summary>Nothing can be read or written now; await <see cref="ReadableAsync"/> or <see cref="WritableAsync"/>.</summary>
    public const int WouldBlock = -1;

    /// <summary>The stream is broken; <see cref="Failure"/> says why.</summary>
    public const int Failed = -2;

    protected ByteStream(ReactorLoop loop) => Loop = loop;

    public ReactorLoop Loop { get; }

    /// <summary>Why the stream broke, or null while it is whole. Set once; never cleared.</summary>
    public StreamFailure? Failure { get; private set; }

    /// <summary>
    /// Completes when <see cref="TryRead"/> or <see cref="Peek"/> is worth a call: bytes, end of stream or failure. It may complete early
    /// (nothing there after all) and never throws.
    /// </summary>
    public abstract LoopWait ReadableAsync();

    /// <summary>
    /// Reads into <paramref name="destination"/>: a count above 0, <see cref="EndOfStream"/>, <see cref="WouldBlock"/> or <see cref="Failed"/>.
    /// </summary>
    public abstract int TryRead(Span<byte> destination);

    /// <summary>
    /// Bytes already received and held by the stream (HTTP/2 DATA, decrypted records). Empty when it reads straight from the kernel.
    /// Valid until the next call on the stream or the next await.
    /// </summary>
    public virtual ReadOnlySpan<byte> Peek() => default;

    /// <summary>Consumes <paramref name="count"/> bytes of what <see cref="Peek"/> showed.</summary>
    public virtual void Advance(int count) => ArgumentOutOfRangeException.ThrowIfNotEqual(count, 0);

    /// <summary>Completes when <see cref="TryWrite"/> is worth a call or the stream has failed. May complete early and never throws.</summary>
    public abstract LoopWait WritableAsync();

    /// <summary>Accepts a prefix of <paramref name="source"/>: a count above 0, <see cref="WouldBlock"/> or <see cref="Failed"/>.</summary>
    public abstract int TryWrite(ReadOnlySpan<byte> source);

    /// <summary>
    /// Gives room in the stream's own output buffer, so that a relay receives straight into it. False when the stream has none or no room now.
    /// The span is valid until the next call on the stream or the next await; nothing is written before <see cref="CommitWrite"/>.
    /// </summary>
    /// <param name="hint">The number of bytes the caller would like; the span may be shorter or longer, never empty.</param>
    /// <param name="span">Where to put the bytes.</param>
    public virtual bool TryGetWriteSpan(int hint, out Span<byte> span)
    {
        span = default;
        return false;
    }

    /// <summary>Writes the first <paramref name="count"/> bytes of the lent span. 0 gives the span back unused.</summary>
    public virtual void CommitWrite(int count) => ArgumentOutOfRangeException.ThrowIfNotEqual(count, 0);

    /// <summary>Ends the writing side once everything accepted has gone out: FIN, END_STREAM, close_notify. Reading goes on.</summary>
    public abstract void ShutdownWrite();

    /// <summary>Breaks both directions at once: RST, RST_STREAM. What was accepted but not sent is dropped.</summary>
    public abstract void Abort();

    /// <summary>
    /// As <see cref="Abort"/>, but what was accepted still arrives: then the stream is only closed, and the peer gets a reset when it writes.
    /// </summary>
    public virtual void AbortAfterDelivery() => Abort();

    /// <summary>Whether the stream is known to be broken, also while it is neither read nor written.</summary>
    public virtual bool IsBroken => Failure is not null;

    /// <summary>
    /// Resumes <paramref name="waiter"/> when something happens to the stream, most likely because it broke; early at times. Only for a reader that has
    /// seen <see cref="EndOfStream"/>, whose place the waiter takes.
    /// </summary>
    /// <returns>False when the stream cannot tell.</returns>
    public virtual bool TryWatch(LoopWaiter waiter) => false;

    /// <summary>Closes the stream and releases what it holds. Waiters complete and then see <see cref="Failed"/>.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>Records the first failure; later ones are consequences and are ignored.</summary>
    protected void Fail(StreamFailure failure) => Failure ??= failure;
}
