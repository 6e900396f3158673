using Istio.Api.Workload;
using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Policies;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Xds.Resources;

namespace Istio.Translation.Ambient;

/// <summary>Workloads, services and policies as resources, each built of its record alone.</summary>
public static class AmbientResources
{
    /// <summary>Group of the workloads on a node: what its ztunnel needs before it asks for anything else.</summary>
    public static string NodeGroup(string node) => $"node/{node}";

    /// <summary>
    /// Asked for by uid, by <c>NETWORK/ADDRESS</c>, with its services, and by its node; as an address or, <see cref="EncodedResource.Inner"/>, as a workload.
    /// </summary>
    public static EncodedResource Encode(MeshWorkload workload) => EncodedResource.Create(
        TypeUrls.Address,
        workload.Uid.Text,
        new Address { Workload = WorkloadMessages.Build(workload) },
        Aliases(workload),
        Groups(workload),
        innerTypeUrl: TypeUrls.Workload);

    /// <summary>Asked for by name and by <c>NETWORK/ADDRESS</c> of each of its addresses.</summary>
    public static EncodedResource Encode(MeshService service)
    {
        var aliases = new string[service.Addresses.Count];
        for (var i = 0; i < aliases.Length; i++)
        {
            aliases[i] = service.Addresses[i].ToString();
        }

        var message = new Address { Service = ServiceMessages.Build(service) };
        return EncodedResource.Create(TypeUrls.Address, service.Name.ToString(), message, ValueList.Create<string>(aliases));
    }

    public static EncodedResource Encode(L4Policy policy) =>
        EncodedResource.Create(TypeUrls.Authorization, policy.ResourceName, AuthorizationMessages.Build(policy));

    private static ValueList<string> Aliases(MeshWorkload workload)
    {
        var aliases = new string[workload.Addresses.Count];
        for (var i = 0; i < aliases.Length; i++)
        {
            aliases[i] = new Model.Services.NetworkAddress(workload.Network, workload.Addresses[i]).ToString();
        }

        return ValueList.Create<string>(aliases);
    }

    private static ValueList<string> Groups(MeshWorkload workload)
    {
        var ofNode = workload.Node.Length > 0 ? 1 : 0;
        var groups = new string[workload.Services.Count + ofNode];
        for (var i = 0; i < workload.Services.Count; i++)
        {
            groups[i] = workload.Services[i].Name.ToString();
        }

        if (ofNode > 0)
        {
            groups[^1] = NodeGroup(workload.Node);
        }

        return ValueList.Create<string>(groups);
    }
}
