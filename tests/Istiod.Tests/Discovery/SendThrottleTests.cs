using Istio.Core.Metrics;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istiod.Discovery;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Discovery;

public sealed class SendThrottleTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly DiscoveryMetrics _metrics = new(new MetricRegistry());
    private readonly SendThrottle _throttle;

    public SendThrottleTests() => _throttle = new(places: 1, Patience, _metrics, _time);

    public void Dispose() => _throttle.Dispose();

    [Fact]
    public async Task One_place_serves_one_client_at_a_time()
    {
        var reading = new TaskCompletionSource();
        var first = _throttle.SendAsync(Response(), _ => reading.Task, TestContext.Current.CancellationToken);
        var second = _throttle.SendAsync(Response(), _ => Task.CompletedTask, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        reading.SetResult();

        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_slow_reader_gives_its_place_back()
    {
        var never = new TaskCompletionSource();
        var slow = _throttle.SendAsync(Response(), _ => never.Task, TestContext.Current.CancellationToken);
        var other = _throttle.SendAsync(Response(), _ => Task.CompletedTask, TestContext.Current.CancellationToken);

        _time.Advance(Patience);

        await other.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(slow.IsCompleted);
        Assert.Equal(1, _metrics.SlowWrites.Value);
        never.SetResult();
        await slow.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static XdsResponse Response()
    {
        var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n");
        stream.Receive(new Envoy.Service.Discovery.V3.DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl });
        Assert.True(stream.TryNext(out var response));
        return response;
    }
}
