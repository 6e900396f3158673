using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Core.Names;

namespace Istiod.Tests.Serving.Bounds;

/// <summary>What the log and the pages say about requests that nobody should send.</summary>
public sealed class RequestLogTests
{
    private const int LongestLine = 4096;

    [Fact]
    public async Task Malformed_protobuf_ends_a_stream_with_an_error_and_one_line()
    {
        await using var istiod = await IstiodProcess.StartAsync();
        using var client = RawCall.Connect();
        using var call = RawCall.Whole(client, istiod.Grpc(RawCall.Delta), [0xff, 0xff, 0xff, 0xff]);

        var status = await call.StatusAsync();

        Assert.Equal(StatusCode.Internal, status.Code);
        Assert.StartsWith("malformed request", status.Detail, StringComparison.Ordinal);
        var lines = await LinesAfterAnotherStreamAsync(istiod);
        Assert.Single(lines, static line => line.Contains("malformed request", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("   at ", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reason_for_a_rejection_of_1_MiB_is_neither_logged_nor_kept_whole()
    {
        await using var istiod = await IstiodProcess.StartAsync();
        using var channel = GrpcChannel.ForAddress(istiod.Grpc(""));
        using var client = Delta(channel);
        await client.SubscribeAsync(TypeUrls.Address);
        var response = await client.NextAsync();
        await client.SendAsync(new()
        {
            TypeUrl = TypeUrls.Address,
            ResponseNonce = response.Nonce,
            ErrorDetail = new() { Code = 3, Message = "not wanted: " + new string('x', 1 << 20) },
        });

        var lines = await istiod.LinesWithAsync("not wanted");

        Assert.All(lines, static line => Assert.InRange(line.Length, 0, LongestLine));
        using var web = new HttpClient();
        var page = await web.GetStringAsync(istiod.Page("/debug/syncz"), TestContext.Current.CancellationToken);
        Assert.Contains("not wanted", page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 0, LongestLine);
    }

    [Fact]
    public async Task Many_refusals_are_few_lines()
    {
        await using var istiod = await IstiodProcess.StartAsync();
        using var client = RawCall.Connect();
        for (var i = 0; i < 50; i++)
        {
            using var call = RawCall.Unfinished(client, istiod.Grpc(RawCall.Delta), int.MaxValue);
            await call.StatusAsync();
        }

        // One a second at most: fewer than the calls unless each took a second.
        var lines = await LinesAfterAnotherStreamAsync(istiod);
        Assert.InRange(lines.Count(static line => line.Contains("too long", StringComparison.Ordinal)), 1, 40);
    }

    // The log is in order: what belongs to an earlier stream is there when a later one is.
    private static async Task<IReadOnlyList<string>> LinesAfterAnotherStreamAsync(IstiodProcess istiod)
    {
        using var channel = GrpcChannel.ForAddress(istiod.Grpc(""));
        using var client = Delta(channel);
        await client.SubscribeAsync(TypeUrls.Address);
        await client.NextAsync();
        return await istiod.LinesWithAsync("new delta connection");
    }

    private static DeltaClient Delta(GrpcChannel channel)
    {
        var service = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel);
        return new(service.DeltaAggregatedResources(cancellationToken: TestContext.Current.CancellationToken));
    }
}
