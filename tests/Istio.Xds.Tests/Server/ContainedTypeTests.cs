using System.Buffers;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Server;

/// <summary>Workloads, a type whose resources are inside those of another: found by the same names, sent without what is around them.</summary>
public sealed class ContainedTypeTests
{
    private static readonly EncodedResource Web = TestResources.Make(ResourceTypes.Address, "shop/web", 1, ["/10.96.0.1"]);
    private static readonly EncodedResource Idle = TestResources.Make(ResourceTypes.Address, "shop/idle", 1, ["/10.96.0.2"]);
    private static readonly EncodedResource Web1 = Workload("uid/web-1", 1, "/10.0.0.1", "node:n1", "shop/web");
    private static readonly EncodedResource Web2 = Workload("uid/web-2", 1, "/10.0.0.2", "node:n2", "shop/web");
    private static readonly EncodedResource Other = Workload("uid/other", 1, "/10.0.0.9", "node:n2");

    [Fact]
    public void A_client_of_everything_gets_the_inner_messages_and_no_aliases()
    {
        var (_, response) = Open(XdsVariant.Delta, Web, Web1, Other);

        var sent = DeltaDiscoveryResponse.Parser.ParseFrom(Write(response!));
        Assert.Equal(
            [("uid/other", Other.Version, 0, "uid/other:1"), ("uid/web-1", Web1.Version, 0, "uid/web-1:1")],
            sent.Resources.Select(resource => (resource.Name, resource.Version, resource.Aliases.Count, resource.Resource_.Value.ToStringUtf8())));
        Assert.All(sent.Resources, resource => Assert.Equal(ResourceTypes.Workload.TypeUrl, resource.Resource_.TypeUrl));
    }

    [Fact]
    public void The_state_of_the_world_is_all_inner_messages()
    {
        var (stream, response) = Open(XdsVariant.StateOfTheWorld, Web, Web1);

        Assert.Equal(["uid/web-1:1"], DiscoveryResponse.Parser.ParseFrom(Write(response!)).Resources.Select(resource => resource.Value.ToStringUtf8()));
        stream.Update(Next(View(Web, Web1), [Other], []));
        Assert.Equal(
            ["uid/other:1", "uid/web-1:1"],
            DiscoveryResponse.Parser.ParseFrom(Write(Single(stream))).Resources.Select(resource => resource.Value.ToStringUtf8()));
    }

    [Fact]
    public void Clients_share_the_bytes_and_a_change_costs_what_changed()
    {
        var view = View(Web, Web1, Web2, Other);
        var (stream, first) = Open(XdsVariant.Delta, view);
        var (_, second) = Open(XdsVariant.Delta, view);
        Assert.Same(first!.Resources, second!.Resources);

        var changed = Workload("uid/web-2", 2, "/10.0.0.2", "node:n2", "shop/web");
        var next = Next(view, [changed], []);
        stream.Update(next);

        Assert.Same(changed.Inner, Assert.Single(Single(stream).Resources));
        var (_, late) = Open(XdsVariant.Delta, next);
        Assert.Equal([Other.Inner, Web1.Inner, changed.Inner], late!.Resources, ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void A_removed_workload_is_removed_and_a_changed_service_is_nothing_new()
    {
        var view = View(Web, Web1, Other);
        var (stream, _) = Open(XdsVariant.Delta, view);

        view = Next(view, [TestResources.Make(ResourceTypes.Address, "shop/web", 2, ["/10.96.0.1"])], []);
        stream.Update(view);
        Assert.False(stream.TryNext(out _));

        stream.Update(Next(view, [], ["uid/other"]));
        var response = Single(stream);
        Assert.Equal((0, "uid/other"), (response.Resources.Count, Assert.Single(response.Removed)));
    }

    [Fact]
    public void A_client_that_comes_back_is_sent_what_changed()
    {
        var stream = new ServerStream(XdsVariant.Delta, View(Web, Web1, Other), "n");

        stream.Receive(new DeltaDiscoveryRequest
        {
            TypeUrl = ResourceTypes.Workload.TypeUrl,
            InitialResourceVersions = { ["uid/web-1"] = Web1.Version, ["uid/other"] = "older", ["uid/gone"] = "some" },
        });

        var response = Single(stream);
        Assert.Equal(("uid/other", "uid/gone"), (Assert.Single(response.Resources).Name, Assert.Single(response.Removed)));
    }

    [Theory]
    [InlineData("/10.96.0.1", "uid/web-1", "uid/web-2")]
    [InlineData("shop/web", "uid/web-1", "uid/web-2")]
    [InlineData("/10.0.0.2", "uid/web-1", "uid/web-2")]
    [InlineData("uid/other", "uid/other", "uid/web-1")]
    public void On_demand_a_name_brings_the_workloads_it_would_bring_as_addresses(string name, params string[] expected)
    {
        var stream = OnDemand(View(Web, Idle, Web1, Web2, Other));

        var response = Ask(stream, name);

        // The workload of the own node comes with any name.
        Assert.Equal(expected, response.Resources.Select(resource => resource.Name).Order());
        Assert.Empty(response.Removed);
        Assert.All(DeltaDiscoveryResponse.Parser.ParseFrom(Write(response)).Resources, resource => Assert.Single(resource.Aliases));
    }

    [Fact]
    public void On_demand_a_service_without_workloads_is_answered_with_nothing_and_followed()
    {
        var view = View(Idle, Other);
        var stream = OnDemand(view);

        var response = Ask(stream, "/10.96.0.2");
        Assert.Empty(response.Resources);
        Assert.Empty(response.Removed);

        stream.Update(Next(view, [Workload("uid/idle-1", 1, "/10.0.0.3", "node:n2", "shop/idle")], []));
        Assert.Equal(["uid/idle-1"], Single(stream).Resources.Select(resource => resource.Name));
    }

    [Fact]
    public void On_demand_an_unknown_name_is_answered_as_removed()
    {
        var response = Ask(OnDemand(View(Web, Other)), "/10.96.0.77");

        Assert.Equal((0, "/10.96.0.77"), (response.Resources.Count, Assert.Single(response.Removed)));
    }

    [Fact]
    public void Only_a_message_of_one_field_has_an_inside()
    {
        var two = EncodedResource.Create(
            ResourceTypes.Address.TypeUrl, "two", new Duration { Seconds = 1, Nanos = 1 }, innerTypeUrl: ResourceTypes.Workload.TypeUrl);

        Assert.Throws<ArgumentException>(() => two.Inner);
        Assert.Null(Web.Inner);
        Assert.Throws<ArgumentException>(() => ResourceView.Empty.With(ResourceTypes.Workload, ResourceSet.Empty));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    public void What_is_inside_is_found_at_any_length(int length)
    {
        var text = new string('x', length);
        // Inside a oneof a field is written even when it is empty.
        var container = EncodedResource.Create(
            ResourceTypes.Address.TypeUrl, "a", new Value { StringValue = text }, innerTypeUrl: ResourceTypes.Workload.TypeUrl);

        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(container.Inner!.Body.Span));
    }

    private static EncodedResource Workload(string name, int content, string alias, params string[] groups) =>
        TestResources.Make(ResourceTypes.Address, name, content, [alias], groups, ResourceTypes.Workload);

    private static ResourceView View(params EncodedResource[] resources) => TestResources.View(ResourceTypes.Address, resources);

    private static ResourceView Next(ResourceView view, EncodedResource[] changed, string[] removed) =>
        TestResources.Next(view, ResourceTypes.Address, view.Of(ResourceTypes.Address).With(changed, removed));

    private static (ServerStream Stream, XdsResponse? First) Open(XdsVariant variant, params EncodedResource[] resources) => Open(variant, View(resources));

    private static (ServerStream Stream, XdsResponse? First) Open(XdsVariant variant, ResourceView view)
    {
        var stream = new ServerStream(variant, view, "n");
        if (variant == XdsVariant.Delta)
        {
            stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Workload.TypeUrl });
        }
        else
        {
            stream.Receive(new DiscoveryRequest { TypeUrl = ResourceTypes.Workload.TypeUrl });
        }

        return (stream, Single(stream));
    }

    private static ServerStream OnDemand(ResourceView view)
    {
        var stream = new ServerStream(XdsVariant.Delta, view, "n", "node:n1");
        stream.Receive(new DeltaDiscoveryRequest
        {
            TypeUrl = ResourceTypes.Workload.TypeUrl,
            ResourceNamesSubscribe = { "*" },
            ResourceNamesUnsubscribe = { "*" },
        });
        return stream;
    }

    private static XdsResponse Ask(ServerStream stream, string name)
    {
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Workload.TypeUrl, ResourceNamesSubscribe = { name } });
        return Single(stream);
    }

    private static XdsResponse Single(ServerStream stream)
    {
        Assert.True(stream.TryNext(out var response));
        Assert.False(stream.TryNext(out _));
        return response;
    }

    private static byte[] Write(XdsResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        Assert.Equal(response.Size, output.WrittenCount);
        return output.WrittenSpan.ToArray();
    }
}
