using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Translation.Mesh.Ownership;

namespace Istio.Translation.Mesh.Services;

/// <summary>
/// Services as callers see them: with the addresses that are theirs, and with which of several namespaces' services a host name means elsewhere.
/// </summary>
internal sealed class CallerServiceTables
{
    public CallerServiceTables(ServiceTables services, AddressHolders holders)
    {
        var byHost = services.OfEntries.IndexBy("services of service entries by host", static service => service.Name.Hostname);
        All = services.All.Map("services to callers", new Sources(holders, byHost), static (service, sources, read) => service.Service with
        {
            Addresses = OwnAddresses(service, sources.Holders, read),
            IsCanonical = !service.Backend.IsKubernetes && IsCanonical(service, read.Where(sources.ByHost, service.Name.Hostname)),
        });
    }

    public Table<ServiceName, MeshService> All { get; }

    private static ValueList<NetworkAddress> OwnAddresses(ResolvedService service, AddressHolders holders, Read read)
    {
        var addresses = service.Service.Addresses;
        List<NetworkAddress>? own = null;
        for (var i = 0; i < addresses.Count; i++)
        {
            if (holders.OtherThan(read, addresses[i], service.Source) is not null)
            {
                own ??= [.. addresses.Take(i)];
            }
            else
            {
                own?.Add(addresses[i]);
            }
        }

        return own is null ? addresses : own.Count == 0 ? [] : own.ToValueList();
    }

    /// <summary>The oldest of several; a host that one namespace alone describes needs no mark.</summary>
    private static bool IsCanonical(ResolvedService service, ReadOnlySpan<ResolvedService> ofHost)
    {
        foreach (var other in ofHost)
        {
            if (ObjectMeta.CompareByAge(other.Source, service.Source) < 0)
            {
                return false;
            }
        }

        return ofHost.Length > 1;
    }

    private sealed record Sources(AddressHolders Holders, Index<string, ResolvedService> ByHost);
}
