using System.Text;
using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Relaying;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Istio.Security.Issuance;
using TrustBundle = Istio.Reactor.Tls.TrustBundle;

namespace Istio.Benchmarks.Allocations;

/// <summary>The way through two ztunnels: a relay into an HBONE tunnel over mutual TLS, and a relay out of it.</summary>
internal sealed class TunnelRelay : RelayOperation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LocalIssuer _issuer = new("cluster.local", TimeSpan.FromDays(1), TimeProvider.System);

    private TunnelRelay() => Start();

    public override string Name => "relay: a chunk of 16 KiB there and back through an HBONE tunnel";

    public static Operation Create() => new TunnelRelay();

    protected override async Task<ByteStream> DialAsync(IpPort target)
    {
        var server = new TunnelServer(Http2Options.HboneServer, async request =>
            await Relay.RunAsync(request.Accept(), await ConnectAsync(target), new RelayCounters()));
        var serverContext = await ContextAsync("server");
        using var listener = Listen(stream => _ = ServeAsync(stream, serverContext, server));
        var secured = (await TlsStream.ConnectAsync(
            await ConnectAsync(listener.LocalAddress), await ContextAsync("client"), PeerRequirement.OneOf([IdentityOf("server").ToString()]), Patience)).Require();
        var result = await TunnelClient.Start(secured, Http2Options.HboneClient).ConnectAsync(target.ToString(), default);
        return result.Tunnel ?? throw new IOException($"no tunnel: {result.Status} {result.Failure?.Detail}");
    }

    private static async Task ServeAsync(ByteStream transport, TlsContext context, TunnelServer server) =>
        await server.ServeAsync((await TlsStream.AcceptAsync(transport, context, PeerRequirement.InTrustDomain("cluster.local"), Patience)).Require());

    private static SpiffeId IdentityOf(string account) => new("cluster.local", "default", account);

    private async Task<TlsContext> ContextAsync(string account)
    {
        var certificate = await _issuer.IssueAsync(IdentityOf(account), CancellationToken.None);
        var trust = new TrustStore(TrustBundle.FromPem(Encoding.ASCII.GetBytes(_issuer.Roots.Pem)));
        return TlsContext.FromPem(Encoding.ASCII.GetBytes(certificate.ChainPem), Encoding.ASCII.GetBytes(certificate.KeyPem), trust);
    }
}
