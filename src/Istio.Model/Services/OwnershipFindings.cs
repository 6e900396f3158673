using Istio.Model.Findings;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Networking.ServiceEntries;
using Istio.Model.Objects;

namespace Istio.Model.Services;

/// <summary>Names and addresses that an object has and that are another one's: what happens to them, for the owner of the object.</summary>
public static class OwnershipFindings
{
    /// <param name="index">The host, among those of the entry.</param>
    /// <param name="owner">Whose name it is; null when it is the entry's.</param>
    public static Finding? OfHost(ServiceEntry entry, int index, ObjectKey? owner)
    {
        if (owner is not { } other)
        {
            return null;
        }

        var host = entry.Hosts[index];
        var reason = other.Kind.Equals(Service.Kind)
            ? $"{host} is the name of {other}, which alone describes it: the entry's host, and endpoints that it has for this host only, are not used; choose another host"
            : $"{host} is described by {other}, which comes first: this entry's host is not used; write one entry for it";
        return Found(entry, Severity.Warning, $"spec.hosts[{index}]", reason);
    }

    /// <param name="holder">The object of another namespace that holds the address; null when nobody else does.</param>
    public static Finding? OfServiceAddress(ConfigObject source, string path, string address, ObjectKey? holder) => holder is { } other
        ? Found(source, Severity.Warning, path, $"{address} is held by {other}: connections to it are not for this object; choose an address that no other namespace has")
        : null;

    /// <inheritdoc cref="OfServiceAddress"/>
    public static Finding? OfWorkloadAddress(ConfigObject source, string path, string address, ObjectKey? holder) => holder is { } other
        ? Found(
            source,
            Severity.Note,
            path,
            $"{address} is held by {other}: this workload is called through its services, and connections to the address alone are not for it")
        : null;

    private static Finding Found(ConfigObject source, Severity severity, string path, string message) =>
        new(FindingCode.HeldByAnother, severity, source.Key, Location: null, path, message);
}
