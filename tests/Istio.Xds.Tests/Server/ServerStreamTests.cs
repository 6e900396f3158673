using System.Buffers;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Server;

public sealed class ServerStreamTests
{
    private static readonly EncodedResource WebV1 = Address("uid/web-1", 1, ["/10.0.0.1"], ["node:n1", "shop/web"]);
    private static readonly EncodedResource WebV2 = Address("uid/web-2", 1, ["/10.0.0.2"], ["node:n2", "shop/web"]);
    private static readonly EncodedResource Web = Address("shop/web", 1, ["/10.96.0.1"]);
    private static readonly EncodedResource Other = Address("uid/other", 1, ["/10.0.0.9"], ["node:n2"]);

    [Fact]
    public void Types_are_sent_in_the_order_of_Istio()
    {
        var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n");
        var view = ResourceView.Empty;
        foreach (var type in ResourceTypes.SendingOrder.Reverse())
        {
            stream.Receive(new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl, ResourceNamesSubscribe = { "x" } });
            // A type inside another comes with it.
            var inner = ResourceTypes.SendingOrder.FirstOrDefault(other => other.Container == type);
            view = type.Container is null ? view.With(type, ResourceSet.Of([TestResources.Make(type, "x", 1, inner: inner)])) : view;
        }

        _ = Responses(stream);
        stream.Update(view);

        Assert.Equal(ResourceTypes.SendingOrder, Responses(stream).Select(response => response.Type));
    }

    [Fact]
    public void A_type_that_the_order_does_not_name_is_sent_after_the_others()
    {
        var (last, first) = (ResourceTypes.Of("test/b"), ResourceTypes.Of("test/a"));
        var stream = new ServerStream(XdsVariant.Delta, ResourceView.Empty, "n");
        foreach (var type in (ResourceType[])[last, ResourceTypes.ProxyConfig, first])
        {
            stream.Receive(new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl });
        }

        _ = Responses(stream);
        var view = ResourceView.Empty
            .With(last, ResourceSet.Of([TestResources.Make(last, "x", 1)]))
            .With(first, ResourceSet.Of([TestResources.Make(first, "x", 1)]))
            .With(ResourceTypes.ProxyConfig, ResourceSet.Of([TestResources.Make(ResourceTypes.ProxyConfig, "x", 1)]));
        stream.Update(view);
        Assert.Equal([ResourceTypes.ProxyConfig.TypeUrl, "test/a", "test/b"], Responses(stream).Select(static response => response.Type.TypeUrl));

        stream.Update(view with { Version = "later" });
        Assert.Empty(Responses(stream));
    }

    [Fact]
    public void An_update_without_change_for_the_client_sends_nothing()
    {
        var view = TestResources.View(ResourceTypes.Address, Web);
        var stream = Subscribed(view, new());

        stream.Update(view with { Version = "later" });
        stream.Update(TestResources.View(ResourceTypes.Address, Address("shop/web", 1, ["/10.96.0.1"])));

        Assert.Empty(Responses(stream));
    }

    [Fact]
    public void A_subscription_to_nothing_is_not_answered()
    {
        var stream = new ServerStream(XdsVariant.Delta, TestResources.View(ResourceTypes.Address, Web), "n", "node:n1");

        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResourceNamesSubscribe = { "*" }, ResourceNamesUnsubscribe = { "*" } });

        Assert.Empty(Responses(stream));
    }

    [Fact]
    public void On_demand_a_virtual_address_brings_its_service_and_the_workloads_behind()
    {
        var stream = OnDemand(Web, WebV1, WebV2, Other);

        var response = Ask(stream, "/10.96.0.1");

        Assert.Equal(["shop/web", "uid/web-1", "uid/web-2"], response.Resources.Select(resource => resource.Name).Order());
    }

    [Fact]
    public void On_demand_the_workloads_of_the_own_node_come_with_the_first_name()
    {
        var stream = OnDemand(Web, WebV1, WebV2, Other);

        var response = Ask(stream, "/10.0.0.9");

        Assert.Equal(["uid/other", "uid/web-1"], response.Resources.Select(resource => resource.Name).Order());
    }

    [Fact]
    public void On_demand_a_workload_that_joins_a_held_service_follows_by_itself()
    {
        var view = TestResources.View(ResourceTypes.Address, Web);
        var stream = OnDemand(view);
        Ask(stream, "shop/web");

        stream.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([WebV2, Other], [])));

        Assert.Equal([WebV2], Assert.Single(Responses(stream)).Resources);
    }

    [Fact]
    public void On_demand_an_unknown_name_is_answered_as_removed_and_sent_when_it_appears()
    {
        var view = TestResources.View(ResourceTypes.Address, Web);
        var stream = OnDemand(view);

        Assert.Equal(["/10.0.0.9"], Ask(stream, "/10.0.0.9").Removed);

        stream.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([Other], [])));
        Assert.Equal([Other], Assert.Single(Responses(stream)).Resources);
    }

    [Fact]
    public void On_demand_unsubscribing_one_name_keeps_the_others()
    {
        var view = TestResources.View(ResourceTypes.Address, Web, WebV1, WebV2, Other);
        var stream = OnDemand(view);
        Ask(stream, "/10.0.0.9");
        Ask(stream, "/10.96.0.1");

        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResourceNamesUnsubscribe = { "/10.0.0.9" } });
        Assert.Empty(Responses(stream));

        var changed = Address("uid/web-2", 2, ["/10.0.0.2"], ["node:n2", "shop/web"]);
        var gone = Address("uid/other", 2, ["/10.0.0.9"], ["node:n2"]);
        stream.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([changed, gone], [])));
        Assert.Equal([changed], Assert.Single(Responses(stream)).Resources);
    }

    [Fact]
    public void A_rejection_is_remembered_until_the_next_acknowledgement()
    {
        var view = TestResources.View(ResourceTypes.Address, Web);
        var stream = new ServerStream(XdsVariant.Delta, view, "n");
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl });
        var first = Assert.Single(Responses(stream));

        var effect = stream.Receive(
            new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResponseNonce = first.Nonce, ErrorDetail = new() { Message = "shop/web: no" } });

        Assert.Equal(RequestEffect.Rejected, effect);
        Assert.Equal("shop/web: no", Assert.Single(stream.Status()).LastError);
        Assert.Empty(Responses(stream));

        stream.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([WebV1], [])));
        var second = Assert.Single(Responses(stream));
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResponseNonce = second.Nonce });
        Assert.True(Assert.Single(stream.Status()) is { LastError: null, IsAcknowledged: true });
    }

    [Fact]
    public void A_stale_nonce_is_ignored_but_a_subscription_beside_it_holds()
    {
        var stream = OnDemand(Web, Other);
        Ask(stream, "shop/web");

        var effect = stream.Receive(
            new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResponseNonce = "old", ResourceNamesSubscribe = { "uid/other" } });

        Assert.Equal(RequestEffect.StaleNonce, effect);
        Assert.Equal([Other], Assert.Single(Responses(stream)).Resources);
    }

    [Fact]
    public void State_of_the_world_acknowledgements_of_workload_types_are_not_answered()
    {
        var stream = new ServerStream(XdsVariant.StateOfTheWorld, TestResources.View(ResourceTypes.Address, Web), "n");
        stream.Receive(new DiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl });
        var nonce = Assert.Single(Responses(stream)).Nonce;

        Assert.Equal(RequestEffect.Acknowledged, stream.Receive(new DiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResponseNonce = nonce }));
        Assert.Empty(Responses(stream));
    }

    [Fact]
    public void Written_bytes_are_the_messages_of_the_protocol()
    {
        var view = TestResources.View(ResourceTypes.Address, Web, WebV1);

        var delta = DeltaDiscoveryResponse.Parser.ParseFrom(Write(First(XdsVariant.Delta, view)));
        Assert.Equal(["shop/web", "uid/web-1"], delta.Resources.Select(resource => resource.Name));
        Assert.Equal([Web.Version, WebV1.Version], delta.Resources.Select(resource => resource.Version));
        Assert.Equal("shop/web:1", StringValue.Parser.ParseFrom(delta.Resources[0].Resource_.Value).Value);
        Assert.Equal((ResourceTypes.Address.TypeUrl, view.Version, "n1"), (delta.TypeUrl, delta.SystemVersionInfo, delta.Nonce));

        var state = DiscoveryResponse.Parser.ParseFrom(Write(First(XdsVariant.StateOfTheWorld, view)));
        Assert.Equal(delta.Resources.Select(resource => resource.Resource_), state.Resources);
        Assert.Equal((ResourceTypes.Address.TypeUrl, view.Version, "n1"), (state.TypeUrl, state.VersionInfo, state.Nonce));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("*", "shop/web")]
    public void Who_asks_for_everything_is_not_told_aliases(params string[] subscribed)
    {
        var view = TestResources.View(ResourceTypes.Address, Web);
        var stream = new ServerStream(XdsVariant.Delta, view, "n");
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResourceNamesSubscribe = { subscribed } });
        Assert.Empty(Assert.Single(Parse(Assert.Single(Responses(stream))).Resources).Aliases);

        stream.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([WebV1], [])));
        Assert.Empty(Assert.Single(Parse(Assert.Single(Responses(stream))).Resources).Aliases);
    }

    [Fact]
    public void Who_asks_by_name_is_told_all_names_of_what_it_gets()
    {
        var view = TestResources.View(ResourceTypes.Address, Web, WebV1, Other);
        var stream = OnDemand(view);

        var answer = Parse(Ask(stream, "/10.96.0.1"));
        Assert.Equal(
            [("shop/web", "/10.96.0.1"), ("uid/web-1", "/10.0.0.1")],
            answer.Resources.Select(resource => (resource.Name, Assert.Single(resource.Aliases))).Order());

        var moved = Address("uid/web-1", 2, ["/10.0.0.1", "/fd00::1"], ["node:n1", "shop/web"]);
        stream.Update(view.With(ResourceTypes.Address, view.Of(ResourceTypes.Address).With([moved], [])));
        Assert.Equal(["/10.0.0.1", "/fd00::1"], Assert.Single(Parse(Assert.Single(Responses(stream))).Resources).Aliases);

        // With the wildcard the client gives up asking by name.
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResourceNamesSubscribe = { "*" } });
        Assert.Empty(Assert.Single(Parse(Assert.Single(Responses(stream))).Resources).Aliases);
    }

    private static EncodedResource Address(string name, int content, string[]? aliases = null, string[]? groups = null) =>
        TestResources.Make(ResourceTypes.Address, name, content, aliases, groups);

    private static ServerStream OnDemand(params EncodedResource[] resources) => OnDemand(TestResources.View(ResourceTypes.Address, resources));

    private static ServerStream OnDemand(ResourceView view) =>
        Subscribed(view, new() { ResourceNamesSubscribe = { "*" }, ResourceNamesUnsubscribe = { "*" } }, "node:n1");

    private static ServerStream Subscribed(ResourceView view, DeltaDiscoveryRequest request, string nodeGroup = "")
    {
        var stream = new ServerStream(XdsVariant.Delta, view, "n", nodeGroup);
        request.TypeUrl = ResourceTypes.Address.TypeUrl;
        stream.Receive(request);
        _ = Responses(stream);
        return stream;
    }

    private static XdsResponse Ask(ServerStream stream, string name)
    {
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl, ResourceNamesSubscribe = { name } });
        return Assert.Single(Responses(stream));
    }

    private static XdsResponse First(XdsVariant variant, ResourceView view)
    {
        var stream = new ServerStream(variant, view, "n");
        if (variant == XdsVariant.Delta)
        {
            stream.Receive(new DeltaDiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl });
        }
        else
        {
            stream.Receive(new DiscoveryRequest { TypeUrl = ResourceTypes.Address.TypeUrl });
        }

        return Assert.Single(Responses(stream));
    }

    private static DeltaDiscoveryResponse Parse(XdsResponse response) => DeltaDiscoveryResponse.Parser.ParseFrom(Write(response));

    private static byte[] Write(XdsResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        Assert.Equal(response.Size, output.WrittenCount);
        return output.WrittenSpan.ToArray();
    }

    private static List<XdsResponse> Responses(ServerStream stream)
    {
        var responses = new List<XdsResponse>();
        while (stream.TryNext(out var response))
        {
            responses.Add(response);
        }

        return responses;
    }
}
