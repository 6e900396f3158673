using System.Buffers;
using Envoy.Service.Discovery.V3;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istio.Xds.Tests.Resources;

namespace Istio.Xds.Tests.Server;

/// <summary>Clients that hold the same are sent the same.</summary>
public sealed class SharedChangeTests
{
    private static readonly ResourceType Type = ResourceTypes.Authorization;

    [Fact]
    public void Clients_of_one_revision_share_the_lists_of_a_push()
    {
        var (old, next) = Revisions();
        var (first, second) = (Subscribed(old), Subscribed(old));

        var (one, other) = (Pushed(first, next), Pushed(second, next));

        Assert.Equal(["b"], one.Resources.Select(static resource => resource.Name));
        Assert.Equal(["a"], one.Removed);
        Assert.Same(one.Resources, other.Resources);
        Assert.Same(one.Removed, other.Removed);
    }

    [Fact]
    public void A_client_that_is_further_behind_is_sent_what_it_lacks()
    {
        var (old, next) = Revisions();
        var last = next.With([TestResources.Make(Type, "c", 1)], []);
        var (behind, current) = (Subscribed(old), Subscribed(next));

        Assert.Equal(["c"], Pushed(current, last).Resources.Select(static resource => resource.Name));
        var response = Pushed(behind, last);
        Assert.Equal(["b", "c"], response.Resources.Select(static resource => resource.Name).Order());
        Assert.Equal(["a"], response.Removed);
        Assert.Equal(["c"], Pushed(Subscribed(next), last).Resources.Select(static resource => resource.Name));
    }

    [Fact]
    public void A_push_without_news_of_a_type_sends_nothing()
    {
        var (old, _) = Revisions();
        var stream = Subscribed(old);

        stream.Update(View(old) with { Version = "another" });

        Assert.False(stream.TryNext(out _));
    }

    [Fact]
    public void A_response_in_one_piece_has_the_same_bytes()
    {
        var (old, next) = Revisions();
        var response = Pushed(Subscribed(old), next);
        var pieces = new ArrayBufferWriter<byte>();
        response.WriteTo(pieces);
        var whole = new byte[response.Size];

        response.WriteTo(whole);

        Assert.Equal(pieces.WrittenSpan.ToArray(), whole);
        Assert.Equal(["b"], DeltaDiscoveryResponse.Parser.ParseFrom(whole).Resources.Select(static resource => resource.Name));
    }

    [Fact]
    public void A_status_says_when_the_latest_response_was_sent()
    {
        var (old, next) = Revisions();
        var stream = Subscribed(old);
        Assert.Null(Assert.Single(stream.Status()).SentAt);

        stream.Sent(Pushed(stream, next), DateTimeOffset.UnixEpoch);

        Assert.Equal(DateTimeOffset.UnixEpoch, Assert.Single(stream.Status()).SentAt);
    }

    private static (ResourceSet Old, ResourceSet Next) Revisions()
    {
        var old = ResourceSet.Of([TestResources.Make(Type, "a", 1), TestResources.Make(Type, "b", 1)]);
        return (old, old.With([TestResources.Make(Type, "b", 2)], ["a"]));
    }

    private static ResourceView View(ResourceSet set) => ResourceView.Empty.With(Type, set);

    private static ServerStream Subscribed(ResourceSet set)
    {
        var stream = new ServerStream(XdsVariant.Delta, View(set), "n-");
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = Type.TypeUrl });
        Assert.True(stream.TryNext(out _));
        return stream;
    }

    private static XdsResponse Pushed(ServerStream stream, ResourceSet set)
    {
        stream.Update(View(set));
        Assert.True(stream.TryNext(out var response));
        return response;
    }
}
