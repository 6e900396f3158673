using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Objects;
using Istio.Testing;
using Istio.Translation.Ambient;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;

namespace Istio.Translation.Tests.Proxies;

public sealed class PublishedTests
{
    private readonly Graph _graph = new("mesh", verify: true);
    private readonly ObjectTables _objects;
    private readonly Input<ResourceKey, EncodedResource> _other;
    private readonly Table<ResourceKey, EncodedResource> _published;

    public PublishedTests()
    {
        _objects = new(_graph, KindCatalog.Mesh);
        _other = _graph.Input<ResourceKey, EncodedResource>("other");
        _published = Published.Of(_graph, AmbientGraph.Build(_objects, new()), _other);
    }

    [Fact]
    public void Each_resource_stands_in_its_layer_under_its_type_and_name()
    {
        var other = EncodedResource.OfBytes(TypeUrls.ProxyConfig, "", "x"u8);
        _other.Set(new(Layer.Trust, TypeUrls.ProxyConfig, ""), other);
        Apply(Meshes.Pod("web"), Meshes.Policy("enforced", isDryRun: false), Meshes.Policy("trial", isDryRun: true));

        Assert.Equal(
            [
                new(Layer.AllWorkloads, TypeUrls.Address, "Kubernetes//Pod/shop/web"),
                new(Layer.Policies, TypeUrls.Authorization, "shop/enforced"),
                new(Layer.DryRunPolicies, TypeUrls.Authorization, "shop/trial"),
                new(Layer.Trust, TypeUrls.ProxyConfig, ""),
            ],
            Keys());
        Assert.Same(other, _published.Find(new(Layer.Trust, TypeUrls.ProxyConfig, "")));
    }

    [Fact]
    public void A_policy_that_is_enforced_from_now_on_moves_to_the_other_layer()
    {
        Apply(Meshes.Policy("a", isDryRun: true));
        var changes = new List<string>();
        using var subscription = _published.Subscribe((_, changed) =>
        {
            foreach (var change in changed)
            {
                changes.Add($"{change}");
            }
        });

        Apply(Meshes.Policy("a", isDryRun: false));

        Assert.Equal(
            [$"Added {TypeUrls.Authorization} shop/a in Policies", $"Removed {TypeUrls.Authorization} shop/a in DryRunPolicies"], changes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_compares_by_value_and_every_transformation_is_static() =>
        Assert.Empty(TableLaws.Violations(_graph.Nodes.Select(static node => (node.Name, node.RowType, node.Transformation))));

    private IEnumerable<ResourceKey> Keys()
    {
        var keys = new List<ResourceKey>();
        foreach (var layer in (Layer[])[Layer.AllWorkloads, Layer.Policies, Layer.DryRunPolicies, Layer.Trust])
        {
            foreach (var resource in _published.All())
            {
                var key = new ResourceKey(layer, resource.TypeUrl, resource.Name);
                if (ReferenceEquals(_published.Find(key), resource))
                {
                    keys.Add(key);
                }
            }
        }

        return keys;
    }

    private void Apply(params ConfigObject[] objects)
    {
        _objects.Apply([.. objects.Select(static row => new ObjectChange(row.Key, row))]);
        Assert.Empty(_graph.Commit().Problems);
    }
}
