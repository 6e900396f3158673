using Istio.Collections;
using Istio.Core.Names;
using Istio.Translation.Ambient;
using Istio.Xds.Resources;

namespace Istio.Translation.Proxies;

/// <summary>Everything that any proxy may be sent, in one table. A new type of resource is one more table in the join.</summary>
public static class Published
{
    /// <param name="others">Tables whose rows come from elsewhere: trust is the security floor's.</param>
    public static Table<ResourceKey, EncodedResource> Of(Graph graph, AmbientGraph ambient, params ReadOnlySpan<Table<ResourceKey, EncodedResource>> others) =>
        graph.Join<ResourceKey, EncodedResource>(
            "published",
            [
                In(Layer.AllWorkloads, TypeUrls.Address, ambient.Addresses),
                In(Layer.Policies, TypeUrls.Authorization, ambient.Authorizations),
                In(Layer.DryRunPolicies, TypeUrls.Authorization, ambient.DryRunAuthorizations),
                .. Parts(others),
            ]);

    private static JoinPart<ResourceKey, EncodedResource> In(Layer layer, string typeUrl, Table<string, EncodedResource> resources) =>
        resources.Under(name => new ResourceKey(layer, typeUrl, name), (ResourceKey key, out string name) =>
        {
            name = key.Name;
            return key.Layer == layer && key.TypeUrl == typeUrl;
        });

    private static JoinPart<ResourceKey, EncodedResource>[] Parts(ReadOnlySpan<Table<ResourceKey, EncodedResource>> tables)
    {
        var parts = new JoinPart<ResourceKey, EncodedResource>[tables.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = tables[i].AsPart();
        }

        return parts;
    }
}
