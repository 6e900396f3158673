using System.Text;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Istio.Testing.Certificates;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Interop;

/// <summary>HBONE with Envoy at the other end, as Istio's waypoints and gateways are.</summary>
public sealed class EnvoyTests : LoopTest
{
    private const string ClientId = "spiffe://cluster.local/ns/default/sa/client";
    private const string ServerId = "spiffe://cluster.local/ns/default/sa/server";
    private const string Types = "type.googleapis.com/envoy.extensions";

    private const string TlsParameters =
        "alpn_protocols: [h2], tls_params: { tls_minimum_protocol_version: TLSv1_3, tls_maximum_protocol_version: TLSv1_3 }, " +
        "tls_certificates: [ { certificate_chain: { filename: own.crt }, private_key: { filename: own.key } } ], ";

    private const string Entry =
        $"{{ filters: [ {{ name: tcp, typed_config: {{ \"@type\": {Types}.filters.network.tcp_proxy.v3.TcpProxy, stat_prefix: tcp, cluster: cluster, " +
        "tunneling_config: { hostname: \"10.0.0.2:8080\" } } } ] }";

    private const string ToHbone =
        $"typed_extension_protocol_options: {{ envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {{ \"@type\": {Types}.upstreams.http.v3.HttpProtocolOptions, " +
        "explicit_http_config: { http2_protocol_options: { allow_connect: true } } } }, " +
        $"transport_socket: {{ name: tls, typed_config: {{ \"@type\": {Types}.transport_sockets.tls.v3.UpstreamTlsContext, common_tls_context: {{ {TlsParameters}" +
        $"validation_context: {{ trusted_ca: {{ filename: ca.crt }}, match_typed_subject_alt_names: [ {{ san_type: URI, matcher: {{ exact: \"{ServerId}\" }} }} ] }} }} }} }}, ";

    private const string FromHbone =
        $"{{ transport_socket: {{ name: tls, typed_config: {{ \"@type\": {Types}.transport_sockets.tls.v3.DownstreamTlsContext, require_client_certificate: true, " +
        $"common_tls_context: {{ {TlsParameters} validation_context: {{ trusted_ca: {{ filename: ca.crt }} }} }} }} }}, " +
        $"filters: [ {{ name: hcm, typed_config: {{ \"@type\": {Types}.filters.network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: in, codec_type: HTTP2, " +
        "http2_protocol_options: { allow_connect: true }, upgrade_configs: [ { upgrade_type: CONNECT } ], route_config: { virtual_hosts: [ { name: all, domains: [\"*\"], " +
        "routes: [ { match: { connect_matcher: {} }, route: { cluster: cluster, timeout: 0s, upgrade_configs: [ { upgrade_type: CONNECT, connect_config: {} } ] } } ] } ] }, " +
        $"http_filters: [ {{ name: router, typed_config: {{ \"@type\": {Types}.filters.http.router.v3.Router }} }} ] }} }} ] }}";

    private readonly TestAuthority _root = TestAuthority.CreateRoot();

    [Fact]
    public async Task Our_server_serves_envoy()
    {
        var authorities = new List<string>();
        var hbone = default(IpPort);
        await OnLoop(() =>
        {
            var server = new TunnelServer(Http2Options.HboneServer, request =>
            {
                authorities.Add(request.Authority);
                return request.Accept().EchoAsync();
            });
            hbone = Listen(stream => _ = ServeAsync(stream, server)).LocalAddress;
            return Task.CompletedTask;
        });
        await using var envoy = await Envoy.StartAsync(Entry, ToHbone, hbone, _root.Issue(ClientId), _root.RootPem);
        await OnLoop(() => Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var user = await DialAsync(envoy.Address);
            await ExchangeAsync(user, RandomBytes(1_000_000, i));
        })));
        Assert.Equal(Enumerable.Repeat("10.0.0.2:8080", 8), authorities);
    }

    [Fact]
    public async Task Our_client_is_served_by_envoy()
    {
        var application = default(IpPort);
        await OnLoop(() =>
        {
            application = Listen(stream => _ = stream.EchoAsync()).LocalAddress;
            return Task.CompletedTask;
        });
        await using var envoy = await Envoy.StartAsync(FromHbone, "", application, _root.Issue(ServerId), _root.RootPem);
        await OnLoop(async () =>
        {
            var secured = await TlsStream.ConnectAsync(await DialAsync(envoy.Address), Context(ClientId), PeerRequirement.OneOf([ServerId]), TimeSpan.FromSeconds(10));
            Assert.True(secured.Succeeded, secured.Failure?.Detail);
            var client = TunnelClient.Start(secured.Value, Http2Options.HboneClient);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                var result = await client.ConnectAsync("10.0.0.2:8080", new TunnelHeaders("k=v", "for=\"10.0.0.1:5\"", null));
                Assert.Equal(200, result.Status);
                using var tunnel = result.Tunnel!;
                await ExchangeAsync(tunnel, RandomBytes(1_000_000, i));
            }));
            client.Drain();
            await client.Completion;
        });
    }

    private static async Task ExchangeAsync(ByteStream stream, byte[] sent)
    {
        var reading = stream.ReadExactlyAsync(sent.Length);
        await stream.WriteAllAsync(sent);
        Assert.Equal(sent, await reading);
        stream.ShutdownWrite();
        Assert.Equal(ByteStream.EndOfStream, await stream.ReadOutcomeAsync());
    }

    private async Task ServeAsync(ByteStream transport, TunnelServer server)
    {
        var secured = await TlsStream.AcceptAsync(transport, Context(ServerId), PeerRequirement.InTrustDomain("cluster.local"), TimeSpan.FromSeconds(10));
        if (secured.Succeeded)
        {
            await server.ServeAsync(secured.Value);
        }
    }

    private TlsContext Context(string id)
    {
        var certificate = _root.Issue(id);
        var trust = new TrustStore(TrustBundle.FromPem(Encoding.ASCII.GetBytes(_root.RootPem)));
        return TlsContext.FromPem(certificate.ChainBytes, certificate.PrivateKeyBytes, trust);
    }
}
