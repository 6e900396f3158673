using Grpc.Core;
using Istio.Core.Metrics;
using Istiod.Discovery;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Discovery;

public sealed class StreamAdmissionTests : IDisposable
{
    private readonly DiscoveryServer _server = new(new DiscoveryMetrics(new MetricRegistry()), TimeProvider.System);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Before_the_first_publication_a_client_would_take_an_empty_mesh_for_the_truth()
    {
        var admission = new StreamAdmission(100, maxAge: null, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<RpcException>(() => admission.AdmitAsync(_server, TestContext.Current.CancellationToken));
        Assert.Equal((StatusCode.Unavailable, "server is not ready to serve discovery information"), (refused.StatusCode, refused.Status.Detail));

        _server.Publish(new Dictionary<LayerType, LayerChange>(), 0);
        await admission.AdmitAsync(_server, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task More_streams_than_may_come_are_told_to_come_later()
    {
        _server.Publish(new Dictionary<LayerType, LayerChange>(), 0);
        var time = new FakeTimeProvider();
        var admission = new StreamAdmission(1, maxAge: null, time);
        await admission.AdmitAsync(_server, TestContext.Current.CancellationToken);

        // One may wait for the next second, the others are refused at once.
        var waiting = admission.AdmitAsync(_server, TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => admission.AdmitAsync(_server, TestContext.Current.CancellationToken));
            Assert.Equal((StatusCode.ResourceExhausted, "request rate limit exceeded"), (refused.StatusCode, refused.Status.Detail));
        }

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(25, 26)]
    [InlineData(1000, 1011)]
    public async Task In_a_second_as_many_come_in_as_may(int perSecond, int most)
    {
        _server.Publish(new Dictionary<LayerType, LayerChange>(), 0);
        var time = new FakeTimeProvider();
        var admission = new StreamAdmission(perSecond, maxAge: null, time);
        var admitted = Enumerable.Range(0, 2 * perSecond).Select(_ => admission.AdmitAsync(_server, TestContext.Current.CancellationToken)).ToList();
        time.Advance(TimeSpan.FromSeconds(0.99));

        Assert.InRange(admitted.Count(static stream => stream.IsCompletedSuccessfully), perSecond * 99 / 100, most);
        Assert.InRange(admitted.Count(static stream => stream.IsFaulted), perSecond - 1, perSecond);
    }

    [Fact]
    public async Task Time_without_streams_is_not_saved_up()
    {
        _server.Publish(new Dictionary<LayerType, LayerChange>(), 0);
        var time = new FakeTimeProvider();
        var admission = new StreamAdmission(10, maxAge: null, time);
        time.Advance(TimeSpan.FromHours(1));

        await admission.AdmitAsync(_server, TestContext.Current.CancellationToken);
        Assert.False(admission.AdmitAsync(_server, TestContext.Current.CancellationToken).IsCompleted);
    }
}
