using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Core.Names;
using Istio.Translation.Proxies;
using Istio.Xds.Nodes;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istiod.Discovery;

namespace Istiod.Tests.Discovery;

public sealed class PublicationTests
{
    private static readonly ProxyClass Plain = new(ProxyType.Ztunnel, [Layer.AllWorkloads, Layer.Policies]);
    private static readonly ProxyClass WithDryRun = new(ProxyType.Ztunnel, [Layer.AllWorkloads, Layer.Policies, Layer.DryRunPolicies]);

    [Fact]
    public void A_class_sees_its_layers_and_nothing_else()
    {
        var publication = Publication.Empty.Next("1", Changes(
            (Layer.AllWorkloads, TypeUrls.Address, ["web"], []),
            (Layer.Policies, TypeUrls.Authorization, ["b"], []),
            (Layer.DryRunPolicies, TypeUrls.Authorization, ["a", "c"], []),
            (Layer.Trust, TypeUrls.ProxyConfig, [""], [])));

        Assert.Equal(["web"], Names(publication, Plain, ResourceTypes.Address));
        Assert.Equal(["b"], Names(publication, Plain, ResourceTypes.Authorization));
        Assert.Equal(["a", "b", "c"], Names(publication, WithDryRun, ResourceTypes.Authorization));
        Assert.Empty(Names(publication, Plain, ResourceTypes.ProxyConfig));
        Assert.Equal("1", publication.ViewOf(WithDryRun).Version);
    }

    [Fact]
    public void Classes_that_are_equal_share_a_view_and_classes_that_see_one_layer_share_its_set()
    {
        var publication = Publication.Empty.Next("1", Changes((Layer.AllWorkloads, TypeUrls.Address, ["web"], [])));

        Assert.Same(publication.ViewOf(Plain), publication.ViewOf(Plain with { Layers = [.. Plain.Layers] }));
        Assert.Same(publication.ViewOf(Plain).Of(ResourceTypes.Address), publication.ViewOf(WithDryRun).Of(ResourceTypes.Address));
    }

    [Fact]
    public void A_set_of_several_layers_is_sent_on_as_what_changed_in_it()
    {
        var first = Publication.Empty.Next("1", Changes(
            (Layer.Policies, TypeUrls.Authorization, ["a", "b"], []), (Layer.DryRunPolicies, TypeUrls.Authorization, ["c", "d"], [])));
        var stream = Open(first.ViewOf(WithDryRun));
        Assert.Equal(4, Next(stream).Resources.Count);

        // One policy is enforced from now on, one is gone, one is new.
        var second = first.Next("2", Changes(
            (Layer.Policies, TypeUrls.Authorization, ["c"], ["b"]), (Layer.DryRunPolicies, TypeUrls.Authorization, ["e"], ["c"])));
        stream.Update(second.ViewOf(WithDryRun));
        var sent = Next(stream);
        Assert.Equal(["c", "e"], sent.Resources.Select(static resource => resource.Name));
        Assert.Equal(["b"], sent.Removed);

        var before = second.ViewOf(WithDryRun).Of(ResourceTypes.Authorization);
        var third = second.Next("3", Changes((Layer.AllWorkloads, TypeUrls.Address, ["web"], [])));
        Assert.Same(before, third.ViewOf(WithDryRun).Of(ResourceTypes.Authorization));
        Assert.Equal(before.Revision, first.ViewOf(WithDryRun).Of(ResourceTypes.Authorization).Revision + 1);
    }

    [Fact]
    public void A_set_of_several_layers_that_no_client_uses_is_not_kept()
    {
        var first = Publication.Empty.Next("1", Changes(
            (Layer.Policies, TypeUrls.Authorization, ["a"], []), (Layer.DryRunPolicies, TypeUrls.Authorization, ["b"], [])));
        var used = first.ViewOf(WithDryRun).Of(ResourceTypes.Authorization);
        var last = first.Next("2", Changes()).Next("3", Changes()).Next("4", Changes());

        var composed = last.ViewOf(WithDryRun).Of(ResourceTypes.Authorization);
        Assert.NotSame(used, composed);
        Assert.Equal(used.Resources, composed.Resources);
    }

    private static ServerStream Open(ResourceView view)
    {
        var stream = new ServerStream(XdsVariant.Delta, view, "nonce-");
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = TypeUrls.Authorization });
        return stream;
    }

    private static XdsResponse Next(ServerStream stream)
    {
        Assert.True(stream.TryNext(out var response));
        return response;
    }

    private static IEnumerable<string> Names(Publication publication, ProxyClass proxies, ResourceType type) =>
        publication.ViewOf(proxies).Of(type).Resources.Keys;

    private static Dictionary<LayerType, LayerChange> Changes(params (Layer Layer, string TypeUrl, string[] Changed, string[] Removed)[] changes) =>
        changes.ToDictionary(
            static change => new LayerType(change.Layer, change.TypeUrl),
            static change => new LayerChange([.. change.Changed.Select(name => Resource(change.Layer, change.TypeUrl, name))], [.. change.Removed]));

    private static EncodedResource Resource(Layer layer, string typeUrl, string name) =>
        EncodedResource.Create(typeUrl, name, new StringValue { Value = $"{name} of {layer}" });
}
