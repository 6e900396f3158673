using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>The calling thread's OpenSSL error queue.</summary>
internal static unsafe class OpenSslErrors
{
    /// <summary>SSL_R_* numbers of received alerts are this plus the alert's number (openssl/sslerr.h).</summary>
    private const int AlertReasonOffset = 1000;

    private const int ReasonMask = 0x7FFFFF;

    /// <summary>SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE.</summary>
    private const int NoCertificateReason = 199;

    /// <summary>The text of the first queued error, or null; empties the queue.</summary>
    /// <param name="reason">What kind of failure it is.</param>
    public static string? Take(out FailureReason reason)
    {
        var error = Crypto.ERR_get_error();
        Crypto.ERR_clear_error();
        reason = ((int)error & ReasonMask) switch
        {
            > AlertReasonOffset and < AlertReasonOffset + 256 => FailureReason.PeerAlert,
            NoCertificateReason => FailureReason.NoPeerCertificate,
            _ => FailureReason.Protocol,
        };
        return error == 0 ? null : Describe(error);
    }

    /// <summary>The failure behind an SSL_ERROR_* of the last call; empties the queue.</summary>
    public static StreamFailure Explain(int error)
    {
        var text = Take(out var reason);
        return new StreamFailure(reason, $"tls: {text ?? $"error {error}"}");
    }

    public static TlsMaterialException MaterialException(string what) => new($"{what}: {Take(out _) ?? "nothing usable in it"}");

    /// <summary>OpenSSL's texts read <c>error:0A000418:SSL routines::tlsv1 alert unknown ca</c>; the last part is the message.</summary>
    private static string Describe(nuint error)
    {
        const int Room = 256;
        var buffer = stackalloc byte[Room];
        Crypto.ERR_error_string_n(error, buffer, Room);
        var text = Marshal.PtrToStringUTF8((nint)buffer)!;
        return text[(text.LastIndexOf(':') + 1)..];
    }
}
