using Istio.Collections;
using Istio.Translation.Ambient.Tables;
using Istio.Xds.Resources;

namespace Istio.Translation.Proxies;

/// <summary>Everything that any proxy may be sent, in one table. A new type of resource is one more table in the join.</summary>
public static class Published
{
    /// <param name="others">Tables whose rows come from elsewhere: trust is the security floor's.</param>
    public static Table<ResourceKey, EncodedResource> Of(Graph graph, AmbientGraph ambient, params ReadOnlySpan<Table<ResourceKey, EncodedResource>> others) =>
        graph.Join(
            "published",
            [
                In(Layer.AllWorkloads, ambient.Addresses),
                In(Layer.Policies, ambient.Authorizations),
                In(Layer.DryRunPolicies, ambient.DryRunAuthorizations),
                .. others,
            ]);

    private static Table<ResourceKey, EncodedResource> In(Layer layer, Table<string, EncodedResource> resources) =>
        resources.MapMany<Layer, ResourceKey, EncodedResource>($"published {resources.Name}", layer, static (resource, layer, _, output) =>
            output.Add(new(layer, resource.TypeUrl, resource.Name), resource));
}
