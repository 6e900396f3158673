using Istio.Collections;
using Istio.Core.Names;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Services;

namespace Istio.Translation.Mesh.Ownership;

/// <summary>
/// Whose an address is, where objects of several namespaces have it: a Kubernetes Service's before a pod's, both before what ServiceEntries and WorkloadEntries
/// say, and of these the oldest's. What a namespace does with its own addresses is its own affair.
/// </summary>
internal sealed class AddressHolders
{
    private readonly Index<NetworkAddress, ResolvedService> _services;
    private readonly Index<NetworkAddress, ResolvedService> _entryHosts;
    private readonly Index<NetworkAddress, MeshWorkload> _pods;
    private readonly AddressClaims _claims;

    public AddressHolders(ServiceTables services, Table<WorkloadUid, MeshWorkload> pods, AddressClaims claims)
    {
        _services = services.OfKubernetes.IndexBy<NetworkAddress>("services of kubernetes by address", AddressesOf);
        _entryHosts = services.EntryHosts.IndexBy<NetworkAddress>("hosts of service entries by address", AddressesOf);
        _pods = pods.IndexBy<NetworkAddress>("pods by address", AddressesOf);
        _claims = claims;
    }

    /// <summary>The object of another namespace that holds the address; null when it is the claimant's own.</summary>
    /// <param name="claimant">An object with this address.</param>
    public ObjectKey? OtherThan(Read read, in NetworkAddress address, ObjectMeta claimant)
    {
        var holder = Oldest(Service.Kind, read.Where(_services, address), null)?.Object
            ?? PodAt(read, address, claimant.Namespace)
            ?? OldestEntry(read, address);
        return holder is { } found && found.Namespace != claimant.Namespace ? found : null;
    }

    private static ObjectKey? KeyOf(MeshWorkload pod) => new ObjectKey(Pod.Kind, ObjectName.Of(pod.Namespace, pod.Name));

    /// <summary>A pod of the claimant's namespace before others: two of them have an address for a moment only, while one takes the other's place.</summary>
    private ObjectKey? PodAt(Read read, in NetworkAddress address, string ns)
    {
        var pods = read.Where(_pods, address);
        foreach (var pod in pods)
        {
            if (pod.Namespace == ns)
            {
                return KeyOf(pod);
            }
        }

        return pods.IsEmpty ? null : KeyOf(pods[0]);
    }

    private ObjectKey? OldestEntry(Read read, in NetworkAddress address)
    {
        var oldest = Oldest(ServiceEntry.Kind, read.Where(_entryHosts, address), null);
        oldest = Oldest(_claims.OfServiceEntries(read, address), oldest);
        return Oldest(_claims.OfWorkloadEntries(read, address), oldest)?.Object;
    }

    private static Claim? Oldest(Kind kind, ReadOnlySpan<ResolvedService> services, Claim? oldest)
    {
        foreach (var service in services)
        {
            oldest = Claim.Older(oldest, new Claim(new ObjectKey(kind, service.Source.ObjectName), service.Source.CreationTimestamp));
        }

        return oldest;
    }

    private static Claim? Oldest(ReadOnlySpan<AddressClaim> claims, Claim? oldest)
    {
        foreach (var claim in claims)
        {
            oldest = Claim.Older(oldest, new Claim(claim.Object, claim.Since));
        }

        return oldest;
    }

    private static void AddressesOf(ResolvedService service, IndexKeys<NetworkAddress> keys)
    {
        foreach (var address in service.Service.Addresses)
        {
            keys.Add(address);
        }
    }

    private static void AddressesOf(MeshWorkload pod, IndexKeys<NetworkAddress> keys)
    {
        foreach (var address in pod.UsesHostNetwork ? [] : pod.Addresses)
        {
            keys.Add(new NetworkAddress(pod.Network, address));
        }
    }

    private readonly record struct Claim(ObjectKey Object, DateTimeOffset Since)
    {
        /// <summary>Istio's order of objects: by age, then by name, then by namespace.</summary>
        public static Claim Older(Claim? left, Claim right)
        {
            if (left is not { } other)
            {
                return right;
            }

            var order = other.Since.CompareTo(right.Since);
            order = order != 0 ? order : string.CompareOrdinal(other.Object.Name, right.Object.Name);
            order = order != 0 ? order : string.CompareOrdinal(other.Object.Namespace, right.Object.Namespace);
            return order <= 0 ? other : right;
        }
    }
}
