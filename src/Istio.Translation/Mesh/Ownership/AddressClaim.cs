using Istio.Core.Values;
using Istio.Model.Objects;
using Istio.Model.Services;

namespace Istio.Translation.Mesh.Ownership;

/// <summary>Addresses that an object says are those of its workloads.</summary>
/// <param name="Since">Age of the object: of several claims the oldest counts.</param>
internal sealed record AddressClaim(ObjectKey Object, DateTimeOffset Since, ValueList<NetworkAddress> Addresses)
{
    public static AddressClaim? Of(ConfigObject source, List<NetworkAddress> addresses) =>
        addresses.Count == 0 ? null : new AddressClaim(source.Key, source.Metadata.CreationTimestamp, addresses.ToValueList());
}
