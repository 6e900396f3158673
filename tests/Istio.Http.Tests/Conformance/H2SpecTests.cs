using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;

namespace Istio.Http.Tests.Conformance;

public sealed class H2SpecTests : LoopTest
{
    [Fact]
    public async Task The_hbone_server_passes_all_but_the_listed_cases()
    {
        var failed = await FailuresAsync(Http2Options.HboneServer);
        var unexpected = failed.Where(failure => !H2SpecExceptions.Reasons.ContainsKey(failure.Key)).Select(failure => $"{failure.Key}: {failure.Value}");
        Assert.True(!unexpected.Any(), string.Join('\n', unexpected));
        Assert.Equal([], H2SpecExceptions.Reasons.Keys.Except(failed.Keys));
    }

    [Fact]
    public async Task With_the_default_frame_size_the_server_passes_all_cases()
    {
        var failed = await FailuresAsync(Http2Options.HboneServer with { MaxFrameSize = 16 * 1024 });
        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    private async Task<Dictionary<string, string?>> FailuresAsync(Http2Options options)
    {
        var address = default(IpPort);
        await OnLoop(() =>
        {
            var server = new TunnelServer(options, request =>
            {
                request.Refuse(503);
                return Task.CompletedTask;
            });
            address = Listen(stream => _ = server.ServeAsync(stream)).LocalAddress;
            return Task.CompletedTask;
        });
        var results = await H2Spec.RunAsync(address, TestContext.Current.CancellationToken);
        Assert.True(results.Count > 100, $"only {results.Count} cases ran");
        return results.Where(result => result.Value is not null).ToDictionary();
    }
}
