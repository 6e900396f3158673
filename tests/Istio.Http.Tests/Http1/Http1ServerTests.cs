using System.Net;
using System.Text;
using Istio.Core.Net;
using Istio.Http.Http1;
using Istio.Reactor;
using Istio.Testing.Streams;

namespace Istio.Http.Tests.Http1;

public sealed class Http1ServerTests : LoopTest
{
    [Fact]
    public async Task A_foreign_client_gets_and_posts_on_one_connection()
    {
        var (address, connections) = await ServeAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        Assert.Equal("GET /hello ", await client.GetStringAsync("/hello", TestContext.Current.CancellationToken));
        var posted = await client.PostAsync("/level?x=1", new StringContent("content"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("POST /level x=1content", await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, connections());
    }

    [Fact]
    public Task Pipelined_requests_are_answered_in_order() => OnLoop(async () =>
    {
        var (address, _) = Serve();
        using var client = await DialAsync(address);
        await client.WriteAllAsync("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.0\r\n\r\n"u8.ToArray());
        var answer = Encoding.ASCII.GetString(await client.ReadToEndAsync());
        Assert.Equal(3, answer.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Contains("GET /1 ", answer);
        Assert.DoesNotContain("HEAD /2 ", answer);
        Assert.EndsWith("GET /3 ", answer);
    });

    [Fact]
    public Task A_refused_request_is_answered_and_ends_the_connection() => OnLoop(async () =>
    {
        var (address, _) = Serve();
        using var client = await DialAsync(address);
        await client.WriteAllAsync("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        client.ShutdownWrite();
        var answer = Encoding.ASCII.GetString(await client.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 400 ", answer);
        Assert.DoesNotContain("smuggled", answer);
    });

    [Fact]
    public Task A_head_that_never_ends_is_refused() => OnLoop(async () =>
    {
        var (address, _) = Serve();
        using var client = await DialAsync(address);
        await client.WriteAllAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nA: " + new string('a', 20_000)));
        client.ShutdownWrite();
        Assert.StartsWith("HTTP/1.1 431 ", Encoding.ASCII.GetString(await client.ReadToEndAsync()));
    });

    [Fact]
    public Task A_client_that_waits_for_leave_to_send_gets_it() => OnLoop(async () =>
    {
        var (address, _) = Serve();
        using var client = await DialAsync(address);
        await client.WriteAllAsync("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"u8.ToArray());
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), await client.ReadExactlyAsync(25));
        await client.WriteAllAsync("ok"u8.ToArray());
        Assert.EndsWith("POST / ok", Encoding.ASCII.GetString(await client.ReadToEndAsync()));
    });

    [Fact]
    public Task A_handler_that_throws_is_answered_with_500() => OnLoop(async () =>
    {
        var server = new Http1Server(_ => throw new InvalidOperationException("test"), new Http1Options());
        using var client = await DialAsync(Listen(stream => _ = server.ServeAsync(stream)).LocalAddress);
        await client.WriteAllAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 500 ", Encoding.ASCII.GetString(await client.ReadToEndAsync()));
    });

    [Fact]
    public Task A_client_that_dawdles_is_cut_off() => OnLoop(async () =>
    {
        var server = new Http1Server(Echo, new Http1Options { RequestTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = await DialAsync(Listen(stream => _ = server.ServeAsync(stream)).LocalAddress);
        await client.WriteAllAsync("GET / HT"u8.ToArray());
        Assert.Equal(ByteStream.Failed, await client.ReadOutcomeAsync());
    });

    private async Task<(IpPort Address, Func<int> Connections)> ServeAsync()
    {
        (IpPort, Func<int>) serving = default;
        await OnLoop(() =>
        {
            serving = Serve();
            return Task.CompletedTask;
        });
        return serving;
    }

    private (IpPort Address, Func<int> Connections) Serve()
    {
        var connections = 0;
        var server = new Http1Server(Echo, new Http1Options());
        var listener = Listen(stream =>
        {
            connections++;
            _ = server.ServeAsync(stream);
        });
        return (listener.LocalAddress, () => connections);
    }

    private static ValueTask<Http1Response> Echo(Http1Request request) =>
        new(Http1Response.Text(200, $"{request.Method} {request.Path} {request.Query}{Encoding.UTF8.GetString(request.Content.Span)}"));
}
