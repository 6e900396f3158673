using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Istio.Testing.Certificates;
using Istio.Testing.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Connect;

/// <summary>HBONE in full: tunnels over mutual TLS, and the same inside a tunnel.</summary>
public sealed class SecureTunnelTests : LoopTest
{
    private const string ClientId = "spiffe://cluster.local/ns/default/sa/client";
    private const string ServerId = "spiffe://cluster.local/ns/default/sa/server";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly TestAuthority _root = TestAuthority.CreateRoot();

    [Fact]
    public Task Tunnels_run_over_mutual_tls() => OnLoop(async () =>
    {
        var server = new TunnelServer(Http2Options.HboneServer, request => request.Accept().EchoAsync());
        var client = await StartSecureAsync(server);
        await ExchangeAsync(client, tunnels: 8, 3_000_000);
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public Task Double_hbone_runs_tls_inside_a_tunnel_over_tls() => OnLoop(async () =>
    {
        var inner = new TunnelServer(Http2Options.HboneServer, request => request.Accept().EchoAsync());
        var outer = new TunnelServer(Http2Options.HboneServer, request => ServeSecureAsync(request.Accept(), inner));
        var client = await StartSecureAsync(outer);
        var tunnel = (await client.ConnectAsync("service:80", default)).Tunnel!;
        var secured = await TlsStream.ConnectAsync(tunnel, Context(ClientId), PeerRequirement.OneOf([ServerId]), Timeout);
        Assert.True(secured.Succeeded, secured.Failure?.Detail);
        var innerClient = TunnelClient.Start(secured.Value, Http2Options.HboneClient);
        await ExchangeAsync(innerClient, tunnels: 3, 2_000_000);
        innerClient.Drain();
        await innerClient.Completion;
        client.Drain();
        await client.Completion;
    });

    [Fact]
    public async Task Kestrel_serves_our_client_over_mutual_tls()
    {
        await using var kestrel = await StartKestrelAsync();
        var url = kestrel.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await OnLoop(async () =>
        {
            var socket = await DialAsync(new IpPort(IpAddress.Loopback, (ushort)new Uri(url).Port));
            var secured = await TlsStream.ConnectAsync(socket, Context(ClientId), PeerRequirement.OneOf([ServerId]), Timeout);
            Assert.True(secured.Succeeded, secured.Failure?.Detail);
            var client = TunnelClient.Start(secured.Value, Http2Options.HboneClient);
            await ExchangeAsync(client, tunnels: 4, 1_000_000);
            client.Drain();
            await client.Completion;
        });
    }

    private static async Task ExchangeAsync(TunnelClient client, int tunnels, int length) => await Task.WhenAll(Enumerable.Range(0, tunnels).Select(async i =>
    {
        var sent = RandomBytes(length, i);
        var result = await client.ConnectAsync($"10.0.0.{i}:80", default);
        Assert.Equal(200, result.Status);
        var tunnel = result.Tunnel!;
        var reading = tunnel.ReadToEndAsync();
        await tunnel.WriteAllAsync(sent);
        tunnel.ShutdownWrite();
        Assert.Equal(sent, await reading);
    }));

    private async Task<TunnelClient> StartSecureAsync(TunnelServer server)
    {
        var (near, far) = await ConnectPairAsync();
        _ = ServeSecureAsync(far, server);
        var secured = await TlsStream.ConnectAsync(near, Context(ClientId), PeerRequirement.OneOf([ServerId]), Timeout);
        Assert.True(secured.Succeeded, secured.Failure?.Detail);
        return TunnelClient.Start(secured.Value, Http2Options.HboneClient);
    }

    private async Task ServeSecureAsync(ByteStream transport, TunnelServer server)
    {
        var secured = await TlsStream.AcceptAsync(transport, Context(ServerId), PeerRequirement.InTrustDomain("cluster.local"), Timeout);
        Assert.True(secured.Succeeded, secured.Failure?.Detail);
        await server.ServeAsync(secured.Value);
    }

    private TlsContext Context(string id)
    {
        var certificate = _root.Issue(id);
        var trust = new TrustStore(TrustBundle.FromPem(Encoding.ASCII.GetBytes(_root.RootPem)));
        return TlsContext.FromPem(certificate.ChainBytes, certificate.PrivateKeyBytes, trust);
    }

    private async Task<WebApplication> StartKestrelAsync()
    {
        var certificate = _root.Issue(ServerId);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(https =>
                {
                    using var pem = X509Certificate2.CreateFromPem(certificate.ChainPem, certificate.PrivateKeyPem);
                    https.ServerCertificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (_, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable;
                });
            });
        });
        var application = builder.Build();
        application.Run(async context =>
        {
            await context.Response.StartAsync();
            await context.Response.BodyWriter.FlushAsync();
            await context.Request.BodyReader.CopyToAsync(context.Response.BodyWriter);
        });
        await application.StartAsync();
        return application;
    }
}
