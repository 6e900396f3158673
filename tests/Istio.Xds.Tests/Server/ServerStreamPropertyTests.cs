using CsCheck;
using Envoy.Service.Discovery.V3;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Server;

public sealed class ServerStreamPropertyTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    // A step sets some resources to contents and removes others; content 0 removes.
    private static readonly Gen<(int Name, int Content)[]> Steps = Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, 3]).Array[1, 4];

    [Fact]
    public void A_wildcard_client_always_holds_the_set_and_never_gets_a_thing_twice() =>
        Steps.Array[1, 30].Sample(steps =>
        {
            var set = ResourceSet.Empty;
            var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n");
            var client = new ClientModel(stream, XdsVariant.Delta, ResourceTypes.Address);
            client.Send(new DeltaDiscoveryRequest());
            foreach (var step in steps)
            {
                set = Apply(ResourceTypes.Address, set, step);
                stream.Update(ResourceView.Empty.With(ResourceTypes.Address, set));
                client.Drain();
                Assert.Equal(Versions(set), client.Held.OrderBy(pair => pair.Key));
            }

            Assert.Equal(0, client.Repetitions);
        });

    [Fact]
    public void A_client_that_misses_revisions_catches_up_in_one_response() =>
        Steps.Array[1, 100].Sample(steps =>
        {
            var set = ResourceSet.Empty;
            var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n");
            var client = new ClientModel(stream, XdsVariant.Delta, ResourceTypes.Address);
            client.Send(new DeltaDiscoveryRequest());
            foreach (var step in steps)
            {
                set = Apply(ResourceTypes.Address, set, step);
            }

            stream.Update(ResourceView.Empty.With(ResourceTypes.Address, set));
            client.Drain();

            Assert.Equal(Versions(set), client.Held.OrderBy(pair => pair.Key));
            Assert.InRange(client.Responses, 1, 2);
        });

    [Fact]
    public void A_client_of_named_resources_holds_those_that_exist() =>
        Gen.Select(Steps, Gen.Int[0, Names.Length - 1], Gen.Bool).Array[1, 30].Sample(steps =>
        {
            var set = ResourceSet.Empty;
            var subscribed = new HashSet<string>();
            var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n");
            var client = new ClientModel(stream, XdsVariant.Delta, ResourceTypes.Secret);
            foreach (var (step, index, subscribe) in steps)
            {
                var request = new DeltaDiscoveryRequest();
                (subscribe ? request.ResourceNamesSubscribe : request.ResourceNamesUnsubscribe).Add(Names[index]);
                _ = subscribe ? subscribed.Add(Names[index]) : subscribed.Remove(Names[index]);
                client.Send(request);

                set = Apply(ResourceTypes.Secret, set, step);
                stream.Update(ResourceView.Empty.With(ResourceTypes.Secret, set));
                client.Drain();
                Assert.Equal(Versions(set).Where(pair => subscribed.Contains(pair.Key)), client.Held.OrderBy(pair => pair.Key));
            }

            Assert.Equal(0, client.Repetitions);
        });

    [Fact]
    public void A_client_that_comes_back_gets_only_what_changed_meanwhile() =>
        Gen.Select(Steps.Array[1, 10], Steps.Array[0, 10]).Sample((before, meanwhile) =>
        {
            var set = before.Aggregate(ResourceSet.Empty, (current, step) => Apply(ResourceTypes.Address, current, step));
            var held = Versions(set).ToDictionary(pair => pair.Key, pair => pair.Value);
            set = meanwhile.Aggregate(set, (current, step) => Apply(ResourceTypes.Address, current, step));
            // As after a restart of the server: equal content, but no memory of the revisions between.
            set = ResourceSet.Of(set.Resources.Values);

            var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty.With(ResourceTypes.Address, set), "n");
            var client = new ClientModel(stream, XdsVariant.Delta, ResourceTypes.Address);
            foreach (var (name, version) in held)
            {
                client.Held[name] = version;
            }

            client.Send(new DeltaDiscoveryRequest { InitialResourceVersions = { held } });

            Assert.Equal(Versions(set), client.Held.OrderBy(pair => pair.Key));
            Assert.Equal(0, client.Repetitions);
            Assert.Equal(1, client.Responses);
        });

    [Fact]
    public void A_state_of_the_world_client_holds_the_set_too() =>
        Steps.Array[1, 30].Sample(steps =>
        {
            var set = ResourceSet.Empty;
            var stream = new ServerStream(XdsVariant.StateOfTheWorld, ResourceView.Empty, "n");
            var client = new ClientModel(stream, XdsVariant.StateOfTheWorld, ResourceTypes.Cluster);
            client.Send(new DiscoveryRequest());
            foreach (var step in steps)
            {
                set = Apply(ResourceTypes.Cluster, set, step);
                stream.Update(ResourceView.Empty.With(ResourceTypes.Cluster, set));
                client.Drain();
                client.Send(new DiscoveryRequest());
                Assert.Equal(Versions(set), client.Held.OrderBy(pair => pair.Key));
            }
        });

    private static ResourceSet Apply(ResourceType type, ResourceSet set, (int Name, int Content)[] step) =>
        set.With(
            step.Where(item => item.Content > 0).Select(item => TestResources.Make(type, Names[item.Name], item.Content)),
            step.Where(item => item.Content == 0).Select(item => Names[item.Name]));

    private static IEnumerable<KeyValuePair<string, string>> Versions(ResourceSet set) =>
        set.Resources.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Version)).OrderBy(pair => pair.Key);
}
