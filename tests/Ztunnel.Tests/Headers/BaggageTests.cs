using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Ztunnel.Proxy.Headers;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Tests.Headers;

/// <summary>What Istio reads of a baggage field, sent over a real connection.</summary>
public sealed class BaggageTests
{
    private static readonly TrafficParty Known = TrafficParty.Unknown with { Namespace = "shop", CanonicalName = "web" };

    [Theory]
    [InlineData("k8s.namespace.name=shop,service.name=web")]
    [InlineData("k8s.namespace.name=shop,service.name=web,other=a\tb")]
    [InlineData("k8s.namespace.name=shop,\tcloud.region=r,service.name=web")] // keys are not trimmed
    public async Task Visible_text_with_tabs_is_read(string value) => Assert.Equal(Known, await ReadAsync(value));

    [Theory]
    [InlineData("k8s.namespace.name=shop,service.name=\u00fcber")]
    [InlineData("k8s.namespace.name=shop,service.name=\u0001")]
    [InlineData("k8s.namespace.name=shop,service.name=\u007f")]
    public async Task Anything_else_drops_all_of_it(string value) => Assert.Null(await ReadAsync(value));

    private static async Task<TrafficParty?> ReadAsync(string baggage)
    {
        using var loop = ReactorLoop.Start("test");
        return await loop.RunAsync(async () =>
        {
            TrafficParty? read = null;
            var server = new TunnelServer(Http2Options.HboneServer, request =>
            {
                read = Baggage.Read(request.Headers);
                request.Refuse(503);
                return Task.CompletedTask;
            });
            using var listener = TcpListener.Listen(loop, new(IpAddress.Loopback, 0), TcpListenOptions.Default, stream => _ = server.ServeAsync(stream)).Require();
            var stream = (await TcpStream.ConnectAsync(loop, listener.LocalAddress, TcpConnectOptions.Default)).Require();
            var client = TunnelClient.Start(stream, Http2Options.HboneClient);
            Assert.Equal(503, (await client.ConnectAsync("10.0.0.1:80", new(baggage, null, null))).Status);
            client.Drain();
            await client.Completion;
            return read;
        }).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
