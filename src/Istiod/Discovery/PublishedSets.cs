using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>Everything that can be sent now.</summary>
/// <param name="Authorizations">Policies in force.</param>
/// <param name="DryRunAuthorizations">Policies in force and those that are only to be reported.</param>
/// <param name="ProxyConfigs">The trust bundle.</param>
internal sealed record PublishedSets(ResourceSet Addresses, ResourceSet Workloads, ResourceSet Authorizations, ResourceSet DryRunAuthorizations, ResourceSet ProxyConfigs)
{
    public static PublishedSets Empty { get; } = new(ResourceSet.Empty, ResourceSet.Empty, ResourceSet.Empty, ResourceSet.Empty, ResourceSet.Empty);

    public ResourceView ViewOf(ClientClass clientClass, string version) =>
        (ResourceView.Empty with { Version = version })
            .With(ResourceTypes.Address, Addresses)
            .With(ResourceTypes.Workload, Workloads)
            .With(ResourceTypes.Authorization, clientClass.DryRunPolicies ? DryRunAuthorizations : Authorizations)
            .With(ResourceTypes.ProxyConfig, ProxyConfigs);
}
