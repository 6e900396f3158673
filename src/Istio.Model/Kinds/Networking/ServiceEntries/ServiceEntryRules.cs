using Istio.Core.Net;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Net;
using Istio.Model.Services;

namespace Istio.Model.Kinds.Networking.ServiceEntries;

/// <summary>What Istio's schema and admission webhook demand of a ServiceEntry beyond the types of its fields.</summary>
internal static class ServiceEntryRules
{
    public static void Check(FieldReader spec, ServiceEntry entry)
    {
        CheckHosts(spec, entry);
        CheckAddresses(spec, entry);
        CheckPorts(spec, entry);
        CheckEndpoints(spec, entry);
    }

    private static bool ResolvesNames(ServiceEntry entry) => entry.Resolution is ServiceResolution.Dns or ServiceResolution.DnsRoundRobin;

    private static void CheckHosts(FieldReader spec, ServiceEntry entry)
    {
        if (spec.Has("hosts") && entry.Hosts.IsEmpty)
        {
            spec.Error(FindingCode.MissingField, "hosts", "needs at least one host");
        }

        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            var host = entry.Hosts[i];
            if (host == "*")
            {
                spec.ErrorAt(FindingCode.InvalidValue, "hosts", i, "hostname cannot be wildcard");
            }
            else if (!DnsNames.IsHost(host, allowsWildcard: true))
            {
                spec.ErrorAt(FindingCode.InvalidValue, "hosts", i, $"expected a host name, found \"{host}\"");
            }
            else if (host[0] == '*' && ResolvesNames(entry) && entry.Endpoints.IsEmpty)
            {
                spec.ErrorAt(FindingCode.Conflict, "hosts", i, $"\"{host}\" cannot be looked up: give endpoints, or another resolution");
            }
        }
    }

    private static void CheckAddresses(FieldReader spec, ServiceEntry entry)
    {
        for (var i = 0; i < entry.Addresses.Count; i++)
        {
            var address = entry.Addresses[i];
            if (!CidrBlock.TryParse(address, out _))
            {
                spec.ErrorAt(FindingCode.InvalidValue, "addresses", i, $"expected an IP address or a range like 10.0.0.0/8, found \"{address}\"");
            }
            else if (address.Contains('/') && entry.Resolution is not (ServiceResolution.None or ServiceResolution.Static))
            {
                spec.ErrorAt(FindingCode.Conflict, "addresses", i, "CIDR addresses are allowed only for NONE/STATIC resolution types");
            }
            else if (!ServiceEntryServices.IsSingleAddress(address, out _))
            {
                spec.WarningAt(
                    FindingCode.NoEffect,
                    "addresses",
                    i,
                    $"{address} is a range, and a service is found by single addresses only: connections to the range are none of this entry's; list the addresses one by one");
            }
        }
    }

    private static void CheckPorts(FieldReader spec, ServiceEntry entry)
    {
        var numbers = new HashSet<int>();
        var names = new HashSet<string>();
        for (var i = 0; i < entry.Ports.Count; i++)
        {
            var port = entry.Ports[i];
            if (!numbers.Add(port.Number))
            {
                spec.ErrorAt(FindingCode.Conflict, "ports", i, $"port number cannot be duplicated: {port.Number}");
            }

            if (!names.Add(port.Name))
            {
                spec.ErrorAt(FindingCode.Conflict, "ports", i, $"two ports are named \"{port.Name}\"");
            }

            CheckProtocol(spec, entry, i);
        }
    }

    private static void CheckProtocol(FieldReader spec, ServiceEntry entry, int index)
    {
        var port = entry.Ports[index];
        if (port.Protocol.Length > 0 && !AppProtocol.IsKnown(port.Protocol))
        {
            spec.ErrorAt(FindingCode.InvalidValue, "ports", index, $"protocol \"{port.Protocol}\" is not known; expected {AppProtocol.Known}, or none");
        }
        else if (entry.Hosts.Count > 1 && entry.Resolution != ServiceResolution.None && !AppProtocol.CarriesHost(port.Protocol))
        {
            spec.ErrorAt(
                FindingCode.Conflict,
                "ports",
                index,
                $"connections to port {port.Number} ({Protocol(port)}) do not tell which of several hosts they are for: write an entry for each host, or a protocol of HTTP or TLS");
        }
        else if (entry.Resolution == ServiceResolution.DynamicDns && !AppProtocol.IsHttp(port.Protocol))
        {
            spec.ErrorAt(
                FindingCode.Conflict, "ports", index, $"port {port.Number} is {Protocol(port)}; DYNAMIC_DNS takes the host from HTTP requests");
        }
    }

    private static string Protocol(ServiceEntryPort port) => port.Protocol.Length > 0 ? port.Protocol : "of no protocol";

    private static void CheckEndpoints(FieldReader spec, ServiceEntry entry)
    {
        if (spec.Has("endpoints") && spec.Has("workloadSelector"))
        {
            spec.Error(FindingCode.Conflict, "workloadSelector", "only one of workloadSelector or endpoints can be set");
        }

        if (!entry.Endpoints.IsEmpty && entry.Resolution == ServiceResolution.None)
        {
            spec.Error(FindingCode.Conflict, "endpoints", "NONE mode cannot set endpoints");
        }

        if (entry.Endpoints.Count > 1 && entry.Resolution == ServiceResolution.DnsRoundRobin)
        {
            spec.Error(FindingCode.Conflict, "endpoints", "DNS_ROUND_ROBIN mode cannot have multiple endpoints");
        }

        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            CheckEndpoint(spec, entry, i);
        }
    }

    private static void CheckEndpoint(FieldReader spec, ServiceEntry entry, int index)
    {
        var endpoint = entry.Endpoints[index];
        var isSocket = endpoint.Address.StartsWith("unix://", StringComparison.Ordinal);
        if (entry.Resolution == ServiceResolution.Static && endpoint.Address.Length > 0 && !isSocket && !IpAddress.TryParse(endpoint.Address, out _))
        {
            spec.ErrorAt(FindingCode.Conflict, "endpoints", index, $"STATIC endpoints need IP addresses, found \"{endpoint.Address}\"");
        }

        foreach (var (name, _) in endpoint.Ports)
        {
            if (!entry.Ports.Any(port => port.Name == name))
            {
                spec.ErrorAt(FindingCode.InvalidValue, "endpoints", index, $"endpoint {endpoint.Address} names port \"{name}\", which the entry does not have");
            }
        }
    }
}
