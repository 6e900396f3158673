using System.Net;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Testing.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Interop;

/// <summary>Our client against Kestrel's HTTP/2 server.</summary>
public sealed class KestrelTests : LoopTest
{
    [Fact]
    public async Task Tunnels_carry_bytes_both_ways_and_half_close()
    {
        await using var server = await StartAsync(EchoAsync);
        await OnLoop(async () =>
        {
            var client = TunnelClient.Start(await DialAsync(AddressOf(server)), Http2Options.HboneClient);
            await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
            {
                var sent = RandomBytes(1_000_000, i);
                var result = await client.ConnectAsync($"10.0.0.{i}:80", new TunnelHeaders("k=v", null, null));
                Assert.Equal(200, result.Status);
                var tunnel = result.Tunnel!;
                var reading = tunnel.ReadToEndAsync();
                await tunnel.WriteAllAsync(sent);
                tunnel.ShutdownWrite();
                Assert.Equal(sent, await reading);
            }));
            client.Drain();
            await client.Completion;
        });
    }

    [Fact]
    public async Task A_refusal_is_seen_as_its_status()
    {
        await using var server = await StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers["baggage"] == "k=v" ? 401 : 500;
            return Task.CompletedTask;
        });
        await OnLoop(async () =>
        {
            var client = TunnelClient.Start(await DialAsync(AddressOf(server)), Http2Options.HboneClient);
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(401, (await client.ConnectAsync("10.0.0.2:80", new TunnelHeaders("k=v", null, null))).Status);
            }

            client.Drain();
            await client.Completion;
        });
    }

    private static async Task EchoAsync(HttpContext context)
    {
        Assert.Equal("CONNECT", context.Request.Method);
        await context.Response.StartAsync();
        await context.Response.BodyWriter.FlushAsync(); // StartAsync alone does not send the header section.
        await context.Request.BodyReader.CopyToAsync(context.Response.BodyWriter);
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync();
        return application;
    }

    private static IpPort AddressOf(WebApplication server)
    {
        var url = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new IpPort(IpAddress.Loopback, (ushort)new Uri(url).Port);
    }
}
