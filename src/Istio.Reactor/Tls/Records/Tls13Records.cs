using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls.Records;

/// <summary>
/// The record layer of TLS 1.3 (RFC 8446 5), with libcrypto's AES-GCM. Content is opened from the loop's receive block straight to the reader and
/// sealed from the writer straight into the loop's send block; the SSL object of the handshake is gone by then.
/// </summary>
internal sealed unsafe class Tls13Records : RecordLayer
{
    /// <summary>Records without content that a peer may send in a row; beyond, it only makes us work.</summary>
    private const int MaximumIdle = 32;

    private static ReadOnlySpan<byte> KeyUpdateWithoutRequest => [24, 0, 0, 1, 0];

    private readonly SealedInput _input;
    private readonly SealedOutput _output;
    private readonly BufferPool _pool;
    private readonly PostHandshake _postHandshake;
    private readonly long _recordsPerKey;
    private RecordKey _opener;
    private RecordKey _sealer;
    private LoopBuffer? _held;
    private int _heldStart;
    private int _heldEnd;
    private int _idleRecords;

    public Tls13Records(TrafficSecrets secrets, TlsRole role, SealedInput input, SealedOutput output, long recordsPerKey)
    {
        _input = input;
        _output = output;
        _pool = input.Buffers;
        _recordsPerKey = recordsPerKey;
        _postHandshake = new PostHandshake(role);
        _opener = new RecordKey(secrets.Suite, secrets.Take(TrafficSecrets.PeerOf(role)), seals: false);
        _sealer = new RecordKey(secrets.Suite, secrets.Take(role), seals: true);
    }

    public override bool HoldsContent => _held is not null;

    public override int Open(Span<byte> destination)
    {
        var total = TakeHeld(destination);
        while (Failure is null && !HasEnded && total < destination.Length && TryNextRecord(out var record))
        {
            var room = destination[total..];
            var content = record.Length - RecordFormat.Overhead;
            if (content > room.Length)
            {
                if (total > 0)
                {
                    break; // It has more room next time.
                }

                OpenAside(record, content);
                total = TakeHeld(destination);
                continue;
            }

            total += OpenOne(record, room[..content]);
        }

        return total;
    }

    public override bool Seal(ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty && Failure is null)
        {
            var count = Math.Min(source.Length, RecordFormat.MaximumContent);
            SealOne(ContentType.ApplicationData, source[..count]);
            source = source[count..];
        }

        if (_sealer.Sequence >= _recordsPerKey)
        {
            RenewSealer();
        }

        return Failure is null;
    }

    public override void SealCloseNotify() => SealAlert(AlertCode.CloseNotify);

    public override void Dispose()
    {
        _opener.Dispose();
        _sealer.Dispose();
        if (_held is { } held)
        {
            _held = null;
            _pool.Return(held);
        }
    }

    /// <summary>The next whole record whose header makes sense.</summary>
    private bool TryNextRecord(out ReadOnlySpan<byte> record)
    {
        record = default;
        var pending = _input.Pending;
        if (pending.Length < RecordFormat.HeaderSize)
        {
            return false;
        }

        var length = RecordHeader.LengthOf(pending);
        if (length > RecordFormat.MaximumProtected)
        {
            End(AlertCode.RecordOverflow, "a record is too long");
            return false;
        }

        if (RecordHeader.TypeOf(pending) != ContentType.ApplicationData || length <= RecordFormat.TagSize)
        {
            End(AlertCode.UnexpectedMessage, "a record is not protected");
            return false;
        }

        var whole = RecordFormat.HeaderSize + length;
        if (pending.Length < whole)
        {
            return false;
        }

        record = pending[..whole];
        return true;
    }

    /// <summary>Opens a record where its reader has no room for it.</summary>
    private void OpenAside(ReadOnlySpan<byte> record, int content)
    {
        _held = _pool.Rent(Math.Max(content, 1), nameof(Tls13Records));
        _heldStart = 0;
        _heldEnd = OpenOne(record, _held.Span[..content]);
        ReleaseHeldIfEmpty();
    }

    private int TakeHeld(Span<byte> destination)
    {
        if (_held is null)
        {
            return 0;
        }

        var count = Math.Min(destination.Length, _heldEnd - _heldStart);
        _held.Span.Slice(_heldStart, count).CopyTo(destination);
        _heldStart += count;
        ReleaseHeldIfEmpty();
        return count;
    }

    private void ReleaseHeldIfEmpty()
    {
        if (_heldStart == _heldEnd && _held is { } held)
        {
            _held = null;
            _pool.Return(held);
        }
    }

    /// <summary>Opens one record and acts on it.</summary>
    /// <returns>Bytes of application data.</returns>
    private int OpenOne(ReadOnlySpan<byte> record, Span<byte> content)
    {
        var length = _opener.Open(record, content, out var type);
        _input.Consume(record.Length);
        if (length < 0)
        {
            Crypto.ERR_clear_error();
            End(AlertCode.BadRecordMac, "decryption failed or bad record mac");
            return 0;
        }

        if (type == ContentType.ApplicationData && length > 0)
        {
            _idleRecords = 0;
            return length;
        }

        if (++_idleRecords > MaximumIdle)
        {
            End(AlertCode.UnexpectedMessage, "too many records without content");
            return 0;
        }

        Act(type, content[..length]);
        return 0;
    }

    private void Act(ContentType type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case ContentType.ApplicationData:
                break;
            case ContentType.Alert:
                OnAlert(content);
                break;
            case ContentType.Handshake:
                OnHandshake(content);
                break;
            default:
                End(AlertCode.UnexpectedMessage, "a record of unknown type");
                break;
        }
    }

    private void OnAlert(ReadOnlySpan<byte> content)
    {
        const int Size = 2;
        if (content.Length != Size)
        {
            End(AlertCode.DecodeError, "an alert of wrong length");
            return;
        }

        switch ((AlertCode)content[1])
        {
            case AlertCode.CloseNotify:
                HasEnded = true;
                break;
            case AlertCode.UserCanceled:
                break; // RFC 8446 6.1: close_notify follows.
            default:
                Failure = new StreamFailure(FailureReason.PeerAlert, $"tls: the peer's alert: {AlertText(content[1])}");
                break;
        }
    }

    private void OnHandshake(ReadOnlySpan<byte> content)
    {
        if (_postHandshake.Take(content) is { } alert)
        {
            End(alert, "an unexpected handshake message");
            return;
        }

        if (_postHandshake.PeerHasNewKey)
        {
            _opener = _opener.Next();
        }

        if (_postHandshake.IsAskedForNewKey)
        {
            _output.Begin();
            RenewSealer();
            _output.Flush();
        }
    }

    /// <summary>Tells the peer of our next key, under the current one, and goes over to it (RFC 8446 4.6.3).</summary>
    private void RenewSealer()
    {
        SealOne(ContentType.Handshake, KeyUpdateWithoutRequest);
        _sealer = _sealer.Next();
    }

    private void SealOne(ContentType type, ReadOnlySpan<byte> content)
    {
        var length = _sealer.Seal(type, content, _output.Room);
        _output.Commit(length);
        if (length == 0)
        {
            Failure ??= OpenSslErrors.Explain(OpenSsl.ErrorSsl);
        }
    }

    private void SealAlert(AlertCode alert)
    {
        const byte Warning = 1, Fatal = 2;
        SealOne(ContentType.Alert, [alert == AlertCode.CloseNotify ? Warning : Fatal, (byte)alert]);
    }

    /// <summary>Ends the connection for a fault of the peer, which is told by an alert.</summary>
    private void End(AlertCode alert, string detail)
    {
        _output.Begin();
        SealAlert(alert);
        _output.Flush();
        Failure ??= new StreamFailure(FailureReason.Protocol, $"tls: {detail}");
    }

    private static string AlertText(byte alert) => Marshal.PtrToStringUTF8((nint)OpenSsl.SSL_alert_desc_string_long(alert))!;
}
