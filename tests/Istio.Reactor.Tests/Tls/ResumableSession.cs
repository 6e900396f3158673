using Istio.Reactor.Native;
using Istio.Reactor.Tls;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tests.Tls;

/// <summary>A session taken from a connection while it was good, as an attacker with an old ticket would keep it.</summary>
internal sealed class ResumableSession(nint pointer) : IDisposable
{
    public nint Pointer { get; } = pointer;

    /// <summary>Moves one byte, as TLS 1.3 sends its tickets after the handshake, and ends both sides properly, which keeps the session resumable.</summary>
    public static async Task<ResumableSession> TakeAsync(TlsStream client, TlsStream server)
    {
        Assert.Equal(1, server.TryWrite("!"u8));
        var one = new byte[1];
        while (client.TryRead(one) == ByteStream.WouldBlock)
        {
            await client.ReadableAsync();
        }

        var session = new ResumableSession(OpenSsl.SSL_get1_session(((OpenSslRecords)client.Records).Session.Handle));
        client.ShutdownWrite();
        server.ShutdownWrite();
        return session;
    }

    public void Dispose() => OpenSsl.SSL_SESSION_free(Pointer);
}
