using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls.Records;

/// <summary>
/// The key of one direction: seals or opens records one after the other (RFC 8446 5.2 and 5.3). Owner of one EVP_CIPHER_CTX, whose key schedule
/// is computed once for the life of the key.
/// </summary>
/// <remarks>Each method keeps the object reachable until the native calls have returned, so that its finalizer cannot free the context under them.</remarks>
internal sealed unsafe class RecordKey : IDisposable
{
    /// <summary>What OpenSSL allocates for a cipher context of AES-GCM, about.</summary>
    private const int NativeBytes = 1024;

    private readonly CipherSuite _suite;
    private readonly byte[] _secret;
    private readonly uint _nonceHead;
    private readonly ulong _nonceTail;
    private readonly bool _seals;
    private nint _context;

    /// <param name="suite">The suite that was negotiated.</param>
    /// <param name="secret">The direction's traffic secret; taken over, and wiped on disposal.</param>
    /// <param name="seals">True to seal, false to open.</param>
    public RecordKey(CipherSuite suite, byte[] secret, bool seals)
    {
        _suite = suite;
        _secret = secret;
        _seals = seals;
        var nonce = suite.DeriveNonce(secret);
        _nonceHead = Unsafe.ReadUnaligned<uint>(ref nonce[0]);
        _nonceTail = BinaryPrimitives.ReadUInt64BigEndian(nonce.AsSpan(sizeof(uint)));
        _context = Evp.EVP_CIPHER_CTX_new();
        var key = suite.DeriveKey(secret);
        fixed (byte* at = key)
        {
            if (_context == 0 || Evp.EVP_CipherInit_ex(_context, suite.Cipher, 0, at, null, seals ? 1 : 0) != 1)
            {
                Release();
                throw OpenSslErrors.MaterialException("record key");
            }
        }

        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(nonce);
    }

    ~RecordKey() => Release();

    /// <summary>Records sealed or opened so far (RFC 8446 5.3).</summary>
    public long Sequence { get; private set; }

    /// <summary>The key after a key update (RFC 8446 7.2). This one is done with.</summary>
    public RecordKey Next()
    {
        var next = new RecordKey(_suite, _suite.NextSecret(_secret), _seals);
        Dispose();
        return next;
    }

    /// <summary>Writes one record.</summary>
    /// <param name="type">What the content is.</param>
    /// <param name="content">At most <see cref="RecordFormat.MaximumContent"/> bytes.</param>
    /// <param name="record">Room for the content and <see cref="RecordFormat.Overhead"/>; does not overlap the content.</param>
    /// <returns>The length of the record; 0 when libcrypto fails, which ends the connection.</returns>
    public int Seal(ContentType type, ReadOnlySpan<byte> content, Span<byte> record)
    {
        var protectedSize = content.Length + RecordFormat.TypeSize + RecordFormat.TagSize;
        fixed (byte* from = content)
        fixed (byte* to = record[..(RecordFormat.HeaderSize + protectedSize)])
        {
            WriteHeader(to, protectedSize);
            var at = to + RecordFormat.HeaderSize;
            int written;
            var done = Begin(to)
                && (content.IsEmpty || Evp.EVP_CipherUpdate(_context, at, &written, from, content.Length) == 1)
                && Evp.UpdateSmall(_context, at + content.Length, &written, (byte*)&type, RecordFormat.TypeSize) == 1
                && Evp.EVP_CipherFinal_ex(_context, at + content.Length + RecordFormat.TypeSize, &written) == 1
                && Evp.EVP_CIPHER_CTX_ctrl(_context, Evp.CtrlGetTag, RecordFormat.TagSize, at + content.Length + RecordFormat.TypeSize) == 1;
            GC.KeepAlive(this);
            return done ? RecordFormat.HeaderSize + protectedSize : 0;
        }
    }

    /// <summary>Reads one record. What was written to the content when it turns out to be forged must not be used.</summary>
    /// <param name="record">Header and protected part, which is longer than the tag.</param>
    /// <param name="content">Room for all of the protected part without its tag and its last byte.</param>
    /// <param name="type">What the content is.</param>
    /// <returns>The length of the content, or -1 for a record that this key did not seal. All padding comes back as type 0, which is none.</returns>
    public int Open(ReadOnlySpan<byte> record, Span<byte> content, out ContentType type)
    {
        // The last byte is the type unless there is padding, so that it need not be opened into the caller's memory.
        var length = record.Length - RecordFormat.Overhead;
        byte last = 0;
        bool done;
        fixed (byte* from = record)
        fixed (byte* to = content[..length])
        {
            var at = from + RecordFormat.HeaderSize;
            int written;
            done = Begin(from)
                && (length == 0 || Evp.EVP_CipherUpdate(_context, to, &written, at, length) == 1)
                && Evp.UpdateSmall(_context, &last, &written, at + length, RecordFormat.TypeSize) == 1
                && Evp.EVP_CIPHER_CTX_ctrl(_context, Evp.CtrlSetTag, RecordFormat.TagSize, at + length + RecordFormat.TypeSize) == 1
                && Evp.EVP_CipherFinal_ex(_context, &last, &written) == 1;
            GC.KeepAlive(this);
        }

        type = (ContentType)last;
        return !done ? -1 : last != 0 ? length : WithoutPadding(content[..length], out type);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sets the nonce of the next record and feeds its header as the additional data.</summary>
    private bool Begin(byte* header)
    {
        var nonce = stackalloc byte[CipherSuite.NonceSize];
        Unsafe.WriteUnaligned(nonce, _nonceHead);
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(nonce + sizeof(uint), sizeof(ulong)), _nonceTail ^ (ulong)Sequence);
        Sequence++;
        int written;
        return _context != 0
            && Evp.SetNonce(_context, 0, 0, null, nonce, Evp.Keep) == 1
            && Evp.UpdateSmall(_context, null, &written, header, RecordFormat.HeaderSize) == 1;
    }

    /// <summary>Application data of version TLS 1.2, as every protected record looks from outside (RFC 8446 5.2).</summary>
    private static void WriteHeader(byte* header, int protectedSize)
    {
        header[0] = (byte)ContentType.ApplicationData;
        header[1] = 3;
        header[2] = 3;
        header[3] = (byte)(protectedSize >> 8);
        header[4] = (byte)protectedSize;
    }

    /// <summary>The type is the last byte that is not 0 (RFC 8446 5.4).</summary>
    private static int WithoutPadding(ReadOnlySpan<byte> inner, out ContentType type)
    {
        var last = inner.LastIndexOfAnyExcept((byte)0);
        type = last < 0 ? default : (ContentType)inner[last];
        return Math.Max(last, 0);
    }

    private void Release()
    {
        if (_context != 0)
        {
            Evp.EVP_CIPHER_CTX_free(_context);
            _context = 0;
            NativeHeap.NoteFreed(NativeBytes);
        }

        CryptographicOperations.ZeroMemory(_secret);
    }
}
