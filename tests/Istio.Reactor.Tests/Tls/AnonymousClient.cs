using System.Net.Security;
using System.Net.Sockets;
using Istio.Core.Net;

namespace Istio.Reactor.Tests.Tls;

/// <summary>A foreign TLS client that trusts everybody and shows no certificate.</summary>
internal static class AnonymousClient
{
    public static async Task DialAsync(IpPort address)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.ToIPEndPoint());
        await using var stream = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "",
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // TLS 1.3 tells a client of its refusal only after its own side of the handshake is done.
            await stream.AuthenticateAsClientAsync(options);
            await stream.ReadExactlyAsync(new byte[1]);
        });
    }
}
