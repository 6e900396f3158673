using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Services;

internal static class ServiceDecoder
{
    private const string Headless = "None";

    public static Service Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("status");
        return document.Nested("spec", spec => Read(metadata, spec)) ?? new Service(metadata);
    }

    private static Service Read(ObjectMeta metadata, FieldReader spec)
    {
        spec.Ignore(
            "allocateLoadBalancerNodePorts",
            "externalIPs",
            "externalName",
            "externalTrafficPolicy",
            "healthCheckNodePort",
            "ipFamilyPolicy",
            "loadBalancerClass",
            "loadBalancerIP",
            "loadBalancerSourceRanges",
            "sessionAffinity",
            "sessionAffinityConfig");
        var type = spec.Choice(
            "type",
            "ClusterIP",
            ("ClusterIP", "ClusterIP"),
            ("NodePort", "NodePort"),
            ("LoadBalancer", "LoadBalancer"),
            ("ExternalName", "ExternalName"));
        return new Service(metadata)
        {
            IsExternalName = type == "ExternalName",
            Selector = spec.StringMap("selector"),
            ClusterIPs = ClusterIPs(spec),
            Ports = Ports(spec),
            IsNodeLocal = spec.Choice("internalTrafficPolicy", false, ("Cluster", false), ("Local", true)),
            PublishNotReadyAddresses = spec.Boolean("publishNotReadyAddresses"),
            TrafficDistribution = spec.Choice(
                "trafficDistribution",
                "",
                ("PreferClose", "PreferClose"),
                ("PreferSameZone", "PreferSameZone"),
                ("PreferSameNode", "PreferSameNode")),
            IPFamilies = Families(spec),
        };
    }

    /// <summary><c>clusterIPs</c> when it has more than the one of <c>clusterIP</c>, as Istio reads them.</summary>
    private static ValueList<string> ClusterIPs(FieldReader spec)
    {
        var first = spec.String("clusterIP");
        var all = spec.Strings("clusterIPs");
        if (first.Length > 0 && !IsAddress(first))
        {
            spec.Error(FindingCode.InvalidValue, "clusterIP", $"expected an IP address or None, found \"{first}\"");
        }

        for (var i = 0; i < all.Count; i++)
        {
            if (!IsAddress(all[i]))
            {
                spec.ErrorAt(FindingCode.InvalidValue, "clusterIPs", i, $"expected an IP address or None, found \"{all[i]}\"");
            }
        }

        if (all.Count > 1 || first.Length == 0)
        {
            return all;
        }

        if (all.Count == 1 && all[0] != first)
        {
            spec.Error(FindingCode.Conflict, "clusterIPs", $"must begin with clusterIP \"{first}\"");
        }

        return [first];
    }

    private static bool IsAddress(string text) => text == Headless || IpAddress.TryParse(text, out _);

    private static ValueList<ServicePort> Ports(FieldReader spec)
    {
        var ports = spec.List("ports", ReadPort);
        var names = new HashSet<string>();
        var numbers = new HashSet<(int, string)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            if (!names.Add(port.Name))
            {
                var problem = port.Name.Length == 0 ? "each of several ports needs a name" : $"two ports are named \"{port.Name}\"";
                spec.ErrorAt(FindingCode.Conflict, "ports", i, problem);
            }

            if (!numbers.Add((port.Port, port.Protocol)))
            {
                spec.ErrorAt(FindingCode.Conflict, "ports", i, $"port {port.Port} is written twice");
            }
        }

        return ports;
    }

    private static ServicePort ReadPort(FieldReader port)
    {
        port.Require("port");
        port.Ignore("nodePort");
        var number = port.Integer("port", 1, 65535);
        var target = port.Port("targetPort");
        return new ServicePort(
            port.String("name"),
            number,
            TransportProtocol.Read(port),
            target == default ? PortReference.Numbered(number) : target,
            port.String("appProtocol"));
    }

    private static ValueList<IpFamily> Families(FieldReader spec)
    {
        var families = new List<IpFamily>();
        var written = spec.Strings("ipFamilies");
        for (var i = 0; i < written.Count; i++)
        {
            if (written[i] is "IPv4" or "IPv6")
            {
                families.Add(written[i] == "IPv4" ? IpFamily.IPv4 : IpFamily.IPv6);
            }
            else
            {
                spec.ErrorAt(FindingCode.InvalidValue, "ipFamilies", i, $"expected IPv4 or IPv6, found \"{written[i]}\"");
            }
        }

        return families.ToValueList();
    }
}
