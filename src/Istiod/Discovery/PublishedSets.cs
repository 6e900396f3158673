using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>Everything that can be sent now.</summary>
/// <param name="Authorizations">Policies in force.</param>
/// <param name="ReportedAuthorizations">These and the policies that are only to be reported, for clients that ask for them.</param>
/// <param name="ProxyConfigs">The trust bundle.</param>
internal sealed record PublishedSets(ResourceSet Addresses, ResourceSet Authorizations, ResourceSet ReportedAuthorizations, ResourceSet ProxyConfigs)
{
    public static PublishedSets Empty { get; } = new(ResourceSet.Empty, ResourceSet.Empty, ResourceSet.Empty, ResourceSet.Empty);

    public ResourceView ViewOf(ClientClass clientClass, string version) =>
        (ResourceView.Empty with { Version = version })
            .With(ResourceTypes.Address, Addresses)
            .With(ResourceTypes.Authorization, clientClass.DryRunPolicies ? ReportedAuthorizations : Authorizations)
            .With(ResourceTypes.ProxyConfig, ProxyConfigs);
}
