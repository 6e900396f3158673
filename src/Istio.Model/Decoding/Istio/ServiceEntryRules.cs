using Istio.Core.Net;
using Istio.Model.Findings;
using Istio.Model.Kinds;
using Istio.Model.Net;

namespace Istio.Model.Decoding.Istio;

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

        foreach (string host in entry.Hosts)
        {
            if (host == "*")
            {
                spec.Error(FindingCode.InvalidValue, "hosts", "hostname cannot be wildcard");
            }
            else if (!DnsNames.IsHost(host, allowsWildcard: true))
            {
                spec.Error(FindingCode.InvalidValue, "hosts", $"expected a host name, found \"{host}\"");
            }
            else if (host[0] == '*' && ResolvesNames(entry) && entry.Endpoints.IsEmpty)
            {
                spec.Error(FindingCode.Conflict, "hosts", $"\"{host}\" cannot be looked up: give endpoints, or another resolution");
            }
        }
    }

    private static void CheckAddresses(FieldReader spec, ServiceEntry entry)
    {
        foreach (string address in entry.Addresses)
        {
            if (!CidrBlock.TryParse(address, out _))
            {
                spec.Error(FindingCode.InvalidValue, "addresses", $"expected an IP address or a range like 10.0.0.0/8, found \"{address}\"");
            }
            else if (address.Contains('/') && entry.Resolution is not (ServiceResolution.None or ServiceResolution.Static))
            {
                spec.Error(FindingCode.Conflict, "addresses", "CIDR addresses are allowed only for NONE/STATIC resolution types");
            }
        }
    }

    private static void CheckPorts(FieldReader spec, ServiceEntry entry)
    {
        HashSet<int> numbers = [];
        HashSet<string> names = [];
        foreach (ServiceEntryPort port in entry.Ports)
        {
            if (!numbers.Add(port.Number))
            {
                spec.Error(FindingCode.Conflict, "ports", $"port number cannot be duplicated: {port.Number}");
            }

            if (!names.Add(port.Name))
            {
                spec.Error(FindingCode.Conflict, "ports", $"two ports are named \"{port.Name}\"");
            }

            CheckProtocol(spec, entry, port);
        }
    }

    private static void CheckProtocol(FieldReader spec, ServiceEntry entry, ServiceEntryPort port)
    {
        bool isTcp = port.Protocol.Equals("TCP", StringComparison.OrdinalIgnoreCase);
        if (isTcp && entry.Hosts.Count > 1)
        {
            spec.Error(FindingCode.Conflict, "ports", $"port {port.Number} is TCP, where several hosts cannot be told apart: write an entry for each");
        }
        else if (isTcp && entry.Resolution == ServiceResolution.DynamicDns)
        {
            spec.Error(FindingCode.Conflict, "ports", $"port {port.Number} is TCP; DYNAMIC_DNS takes the host from HTTP requests");
        }
    }

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

        foreach (WorkloadEndpoint endpoint in entry.Endpoints)
        {
            CheckEndpoint(spec, entry, endpoint);
        }
    }

    private static void CheckEndpoint(FieldReader spec, ServiceEntry entry, WorkloadEndpoint endpoint)
    {
        bool isSocket = endpoint.Address.StartsWith("unix://", StringComparison.Ordinal);
        if (entry.Resolution == ServiceResolution.Static && endpoint.Address.Length > 0 && !isSocket && !IpAddress.TryParse(endpoint.Address, out _))
        {
            spec.Error(FindingCode.Conflict, "endpoints", $"STATIC endpoints need IP addresses, found \"{endpoint.Address}\"");
        }

        foreach ((string name, _) in endpoint.Ports)
        {
            if (!entry.Ports.Any(port => port.Name == name))
            {
                spec.Error(FindingCode.InvalidValue, "endpoints", $"endpoint {endpoint.Address} names port \"{name}\", which the entry does not have");
            }
        }
    }
}
