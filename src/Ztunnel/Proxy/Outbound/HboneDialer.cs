using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Http.Connect;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy.Outbound;

/// <summary>Opens the mutual TLS connection under a pool's HBONE connection.</summary>
internal sealed class HboneDialer(ReactorLoop loop, ProxyServices services, IpAddress? bindAddress)
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public async ValueTask<IoResult<ByteStream>> DialAsync(TunnelKey key)
    {
        var context = await services.Tls.ContextAsync(key.Source);
        if (!context.Succeeded)
        {
            return context.Failure;
        }

        var dialled = await loop.DialAsync(
            services.Settings, key.Destination, bindAddress is { } bind && bind.Length == key.Destination.Address.Length ? bind : null);
        if (!dialled.Succeeded)
        {
            return dialled.Failure;
        }

        var expected = PeerRequirement.OneOf(key.Destinations.Select(id => id.ToString()).ToValueList());
        var handshake = await TlsStream.ConnectAsync(dialled.Value, context.Value, expected, HandshakeTimeout);
        if (handshake.Succeeded)
        {
            return handshake.Value;
        }

        dialled.Value.Dispose();
        return handshake.Failure;
    }

    /// <summary>What a failed dial means for the connection that waited for it.</summary>
    public static Outcome Explain(StreamFailure failure) => failure.Reason switch
    {
        FailureReason.NoPeerCertificate => Outcome.Failed(Cause.CertificateMissing, failure.Detail),
        FailureReason.TimedOut => Outcome.Failed(
            Cause.DialFailed, $"connection timed out, maybe a NetworkPolicy is blocking HBONE port 15008: {failure.Detail}"),
        FailureReason.Untrusted or FailureReason.CertificateExpired or FailureReason.UnexpectedIdentity or FailureReason.PeerAlert or FailureReason.Protocol
            => Outcome.Failed(Cause.HandshakeFailed, failure.Detail),
        _ => Outcome.Unreachable(failure.Detail) with { Cause = Cause.DialFailed },
    };
}
