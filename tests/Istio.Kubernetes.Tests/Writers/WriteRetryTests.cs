using System.Diagnostics;
using System.Net;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;

namespace Istio.Kubernetes.Tests.Writers;

public sealed class WriteRetryTests
{
    private static readonly WriteTarget Target = new(new("", "v1", "configmaps"), "shop", "settings");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("503 Service Unavailable")]
    [InlineData("500 Internal Server Error")]
    [InlineData("429 Too Many Requests")]
    [InlineData(ScriptedServer.Hangup)]
    public async Task What_may_pass_is_tried_again(string failure)
    {
        await using var server = new ScriptedServer(failure, failure, "200 OK");

        await WriteAsync(server, TimeSpan.FromSeconds(30));

        Assert.Equal(3, server.Requests);
    }

    [Theory]
    [InlineData("409 Conflict", HttpStatusCode.Conflict)]
    [InlineData("403 Forbidden", HttpStatusCode.Forbidden)]
    [InlineData("422 Unprocessable Entity", HttpStatusCode.UnprocessableEntity)]
    public async Task What_stays_refused_is_tried_once(string refusal, HttpStatusCode status)
    {
        await using var server = new ScriptedServer(refusal);

        var failure = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(server, TimeSpan.FromSeconds(30)));

        Assert.Equal(status, failure.Status);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task The_delay_that_the_server_asks_for_is_kept()
    {
        await using var server = new ScriptedServer("429 Too Many Requests\r\nRetry-After: 1", "200 OK");
        var start = Stopwatch.GetTimestamp();

        await WriteAsync(server, TimeSpan.FromSeconds(30));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.95), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task After_the_deadline_the_last_failure_is_the_callers()
    {
        await using var server = new ScriptedServer("503 Service Unavailable");

        var failure = await Assert.ThrowsAsync<ApiException>(() => WriteAsync(server, TimeSpan.FromSeconds(1)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.Status);
        Assert.InRange(server.Requests, 2, 8);
    }

    private static async Task WriteAsync(ScriptedServer server, TimeSpan deadline)
    {
        using var client = new ApiClient(new(server.Address), "tests");
        var writer = new ObjectWriter(client, new(1000, 1000, TimeProvider.System), TimeProvider.System) { RetryDeadline = deadline };
        await writer.CreateAsync(Target, "{}"u8.ToArray(), Cancellation);
    }
}
