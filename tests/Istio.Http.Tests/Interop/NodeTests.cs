using System.Globalization;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Http.Tests.Interop;

/// <summary>Node's HTTP/2 (nghttp2) as a client of our server and as a server for our client.</summary>
public sealed class NodeTests : LoopTest
{
    private const string Client = """
        const http2 = require('http2'), crypto = require('crypto');
        const client = http2.connect('http://' + process.argv[1], { maxSessionMemory: 200 });
        let left = 8;
        for (let i = 0; i < 8; i++) {
          const sent = crypto.randomBytes(2000000), got = [];
          const stream = client.request({ ':method': 'CONNECT', ':authority': '10.0.0.' + i + ':80', baggage: 'k=v' });
          stream.on('response', h => { if (h[':status'] !== 200) throw new Error('status ' + h[':status']); });
          stream.on('data', d => got.push(d));
          stream.on('end', () => {
            if (!Buffer.concat(got).equals(sent)) throw new Error('not the bytes that were sent');
            if (--left === 0) { console.log('same'); client.close(); }
          });
          stream.end(sent);
        }
        """;

    private const string Server = """
        const server = require('http2').createServer({ maxSessionMemory: 200, settings: { headerTableSize: 1000, maxConcurrentStreams: 10 } });
        server.on('stream', (stream, headers) => {
          if (headers[':authority'].startsWith('denied')) { stream.respond({ ':status': 401 }, { endStream: true }); return; }
          stream.respond({ ':status': 200 });
          stream.pipe(stream);
        });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.stdin.on('close', () => process.exit(0)).resume();
        """;

    [Fact]
    public async Task Our_server_serves_node()
    {
        var address = default(IpPort);
        await OnLoop(() =>
        {
            var server = new TunnelServer(Http2Options.HboneServer, request => request.Accept().EchoAsync());
            address = Listen(stream => _ = server.ServeAsync(stream)).LocalAddress;
            return Task.CompletedTask;
        });
        Assert.Equal("same\n", await ForeignProgram.RunAsync("node", "-e", Client, $"{address}"));
    }

    [Fact]
    public async Task Our_client_is_served_by_node()
    {
        using var node = ForeignProgram.Start("node", "-e", Server);
        try
        {
            var port = await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            await OnLoop(() => TalkAsync(new IpPort(IpAddress.Loopback, ushort.Parse(port!, CultureInfo.InvariantCulture))));
        }
        finally
        {
            node.Kill();
        }
    }

    [Fact]
    public async Task Curl_gets_an_explanation_of_the_port()
    {
        var address = default(IpPort);
        await OnLoop(() =>
        {
            var server = new TunnelServer(Http2Options.HboneServer, request => request.Accept().EchoAsync());
            address = Listen(stream => _ = server.ServeAsync(stream)).LocalAddress;
            return Task.CompletedTask;
        });
        var answer = await ForeignProgram.RunAsync("curl", "-s", "--http2-prior-knowledge", "-w", " %{http_code}", "-d", "content", $"http://{address}/");
        Assert.Equal("This port serves HBONE: HTTP/2 CONNECT over mutual TLS.\n 400", answer);
    }

    private async Task TalkAsync(IpPort address)
    {
        var client = TunnelClient.Start(await DialAsync(address), Http2Options.HboneClient);
        Assert.Equal(401, (await client.ConnectAsync("denied:80", default)).Status);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var sent = RandomBytes(1_000_000, i);
            var tunnel = (await client.ConnectAsync($"10.0.0.{i}:80", new TunnelHeaders("k=v", "for=\"1.2.3.4:5\"", null))).Tunnel!;
            var reading = tunnel.ReadToEndAsync();
            await tunnel.WriteAllAsync(sent);
            tunnel.ShutdownWrite();
            Assert.Equal(sent, await reading);
        }));
        client.Drain();
        await client.Completion;
    }
}
