using Grpc.Core;
using Istio.Core.Metrics;
using Istiod.Discovery;

namespace Istiod.Tests.Discovery;

public sealed class StreamAdmissionTests : IDisposable
{
    private readonly DiscoveryServer _server = new(new DiscoveryMetrics(new MetricRegistry()), TimeProvider.System);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Before_the_first_publication_a_client_would_take_an_empty_mesh_for_the_truth()
    {
        using var admission = new StreamAdmission(100, maxAge: null, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<RpcException>(() => admission.AdmitAsync(_server, TestContext.Current.CancellationToken));
        Assert.Equal((StatusCode.Unavailable, "server is not ready to serve discovery information"), (refused.StatusCode, refused.Status.Detail));

        _server.Publish(new Dictionary<LayerType, SetChange>(), 0);
        await admission.AdmitAsync(_server, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task More_streams_than_may_come_are_told_to_come_later()
    {
        _server.Publish(new Dictionary<LayerType, SetChange>(), 0);
        using var admission = new StreamAdmission(1, maxAge: null, TimeProvider.System);
        await admission.AdmitAsync(_server, TestContext.Current.CancellationToken);

        // One may wait for the next second, the others are refused at once.
        var others = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await admission.AdmitAsync(_server, TestContext.Current.CancellationToken);
                return StatusCode.OK;
            }
            catch (RpcException refused)
            {
                return refused.StatusCode;
            }
        }));

        Assert.True(others.Count(code => code == StatusCode.ResourceExhausted) >= 4, string.Join(",", others));
    }
}
