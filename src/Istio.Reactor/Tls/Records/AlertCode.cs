namespace Istio.Reactor.Tls.Records;

/// <summary>The alerts that a record layer sends, and those it treats apart when received (RFC 8446 6).</summary>
internal enum AlertCode : byte
{
    CloseNotify = 0,
    UnexpectedMessage = 10,
    BadRecordMac = 20,
    RecordOverflow = 22,
    IllegalParameter = 47,
    DecodeError = 50,
    InternalError = 80,
    UserCanceled = 90,
}
