using Envoy.Service.Discovery.V3;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Server;

/// <summary>
/// A peer chooses how much it asks for, and pays in proportion: eight times as much may cost eight times as much, with room for noise and a logarithm; where
/// every name was compared with every other it was 64 times.
/// </summary>
public sealed class StreamCostTests
{
    private const int Few = 4_000;
    private const int Factor = 8;
    private const int Linear = 3 * Factor;

    private static readonly string Address = ResourceTypes.Address.TypeUrl;

    [Fact]
    public void Unknown_names_in_one_subscription_cost_what_each_costs() =>
        AssertGrowth(Linear, static _ => NewStream(), static (stream, count) => Ask(stream, subscribe: Names(count), unsubscribe: []));

    [Fact]
    public void Unknown_names_beside_a_wildcard_cost_what_each_costs() =>
        AssertGrowth(Linear, static _ => NewStream(), static (stream, count) => Ask(stream, subscribe: ["*", .. Names(count)], unsubscribe: []));

    [Fact]
    public void Names_subscribed_and_given_up_in_one_request_cost_what_each_costs() =>
        AssertGrowth(Linear, static _ => NewStream(), static (stream, count) => Ask(stream, subscribe: Names(count), unsubscribe: [.. Names(count).Reverse()]));

    [Fact]
    public void Names_of_a_state_of_the_world_stream_cost_what_each_costs() =>
        AssertGrowth(
            Linear,
            static _ => new ServerStream(XdsVariant.StateOfTheWorld, ResourceView.Empty, "n"),
            static (stream, count) =>
            {
                stream.Receive(new DiscoveryRequest { TypeUrl = Address, ResourceNames = { Names(count) } });
                stream.Receive(new DiscoveryRequest { TypeUrl = Address, ResponseNonce = "n1", ResourceNames = { Names(count / 2) } });
            });

    [Fact]
    public void Names_that_come_one_by_one_cost_what_each_costs_with_the_status_after_each() =>
        AssertGrowth(
            Linear,
            static _ => NewStream(),
            static (stream, count) =>
            {
                foreach (var name in Names(count / 4))
                {
                    Ask(stream, subscribe: [name], unsubscribe: []);
                    Assert.Single(stream.Status());
                }
            });

    [Fact]
    public void To_give_up_a_name_costs_the_same_however_much_is_held() =>
        AssertGrowth(
            Factor / 2,
            static count =>
            {
                var stream = NewStream(Held(count));
                Ask(stream, subscribe: [.. Names(count), .. Names(1000).Select(name => $"other-{name}")], unsubscribe: []);
                // What the client brought along or was there at the start is looked at once.
                Ask(stream, subscribe: [], unsubscribe: ["shop/web"]);
                return stream;
            },
            static (stream, _) =>
            {
                foreach (var name in Names(1000))
                {
                    Ask(stream, subscribe: [], unsubscribe: [$"other-{name}"]);
                }
            });

    [Fact]
    public void Types_are_bounded_and_what_exceeds_changes_nothing()
    {
        var stream = NewStream();
        var whole = new ServerStream(XdsVariant.StateOfTheWorld, ResourceView.Empty, "n");
        for (var i = 0; i < ServerStream.MostTypes; i++)
        {
            Assert.Equal(RequestEffect.Subscribed, stream.Receive(new DeltaDiscoveryRequest { TypeUrl = $"made.up/{i}" }));
            Assert.Equal(RequestEffect.Subscribed, whole.Receive(new DiscoveryRequest { TypeUrl = $"made.up/{i}" }));
        }

        Assert.Equal(RequestEffect.TooManyTypes, stream.Receive(new DeltaDiscoveryRequest { TypeUrl = Address }));
        Assert.Equal(RequestEffect.TooManyTypes, whole.Receive(new DiscoveryRequest { TypeUrl = Address }));
        Assert.Equal(ServerStream.MostTypes, stream.Status().Count);
        Assert.Equal(ServerStream.MostTypes, whole.Status().Count);
        Assert.Equal(RequestEffect.None, stream.Receive(new DeltaDiscoveryRequest { TypeUrl = "made.up/0" }));
    }

    [Fact]
    public void What_a_client_makes_the_server_keep_is_counted_and_given_back()
    {
        var stream = NewStream();
        Ask(stream, subscribe: ["kept"], unsubscribe: []);
        var before = stream.Weight;

        Ask(stream, subscribe: [new string('x', 10_000), "kept"], unsubscribe: []);
        Assert.InRange(stream.Weight - before, 20_000, 21_000);
        Ask(stream, subscribe: [], unsubscribe: [new string('x', 10_000)]);

        Assert.Equal(before, stream.Weight);
    }

    [Fact]
    public void Of_a_long_reason_for_a_rejection_the_beginning_is_kept()
    {
        var stream = NewStream();
        Ask(stream, subscribe: ["a"], unsubscribe: []);

        var reason = "no: " + new string('x', 1 << 20);
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = Address, ResponseNonce = "n1", ErrorDetail = new() { Message = reason } });

        var kept = Assert.Single(stream.Status()).LastError!;
        Assert.StartsWith("no: xxx", kept, StringComparison.Ordinal);
        Assert.EndsWith("(1048580 characters)", kept, StringComparison.Ordinal);
        Assert.InRange(kept.Length, 1000, 1100);
    }

    private static void AssertGrowth(int most, Func<int, ServerStream> prepare, Action<ServerStream, int> work)
    {
        // The first time the code is compiled.
        work(prepare(Few), Few);
        var few = ThreadClock.Cost(() => prepare(Few), stream => work(stream, Few));
        var many = ThreadClock.Cost(() => prepare(Few * Factor), stream => work(stream, Few * Factor));
        TestContext.Current.TestOutputHelper?.WriteLine($"{few.TotalMilliseconds:F1} ms, with {Factor} times as many {many.TotalMilliseconds:F1} ms");
        Assert.True(many < few * most, $"{few.TotalMilliseconds:F1} ms became {many.TotalMilliseconds:F1} ms with {Factor} times as many");
    }

    private static ServerStream NewStream(ResourceView? view = null) => new(XdsVariant.Delta, view ?? ResourceView.Empty, "n");

    // Workloads of one service.
    private static ResourceView Held(int count)
    {
        var workloads = Names(count).Select(static name => TestResources.Make(ResourceTypes.Address, name, 1, groups: ["shop/web"]));
        return TestResources.View(ResourceTypes.Address, [TestResources.Make(ResourceTypes.Address, "shop/web", 1), .. workloads]);
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"Kubernetes//Pod/shop/unknown-{i:D8}");

    private static void Ask(ServerStream stream, IEnumerable<string> subscribe, IEnumerable<string> unsubscribe)
    {
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = Address, ResourceNamesSubscribe = { subscribe }, ResourceNamesUnsubscribe = { unsubscribe } });
        while (stream.TryNext(out _))
        {
        }
    }
}
