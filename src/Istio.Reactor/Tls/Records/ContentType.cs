namespace Istio.Reactor.Tls.Records;

/// <summary>What a record carries (RFC 8446 5.1).</summary>
internal enum ContentType : byte
{
    Alert = 21,
    Handshake = 22,
    ApplicationData = 23,
}
