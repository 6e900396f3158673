using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Net;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Networking.ServiceEntries;

internal static class ServiceEntryDecoder
{
    public static ServiceEntry Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Require("spec");
        var entry = document.Nested("spec", spec => ReadSpec(metadata, spec)) ?? new ServiceEntry(metadata);
        return entry with { AllocatedAddresses = document.Nested("status", [], ReadStatus) };
    }

    private static ServiceEntry ReadSpec(ObjectMeta metadata, FieldReader spec)
    {
        spec.Require("hosts");
        var entry = new ServiceEntry(metadata)
        {
            Hosts = spec.Strings("hosts").Select(HostNames.Canonical).Distinct().ToValueList(),
            Addresses = spec.Strings("addresses"),
            Ports = spec.List("ports", ReadPort),
            IsMeshInternal = spec.Choice("location", false, ("MESH_EXTERNAL", false), ("MESH_INTERNAL", true)),
            Resolution = spec.Choice(
                "resolution",
                ServiceResolution.None,
                ("NONE", ServiceResolution.None),
                ("STATIC", ServiceResolution.Static),
                ("DNS", ServiceResolution.Dns),
                ("DNS_ROUND_ROBIN", ServiceResolution.DnsRoundRobin),
                ("DYNAMIC_DNS", ServiceResolution.DynamicDns)),
            Endpoints = spec.List("endpoints", WorkloadEndpointDecoder.Read),
            WorkloadSelector = SelectorDecoder.Workloads(spec, "workloadSelector", "labels"),
            ExportTo = spec.Strings("exportTo"),
            SubjectAltNames = spec.Strings("subjectAltNames"),
        };
        ServiceEntryRules.Check(spec, entry);
        return entry;
    }

    private static ServiceEntryPort ReadPort(FieldReader port)
    {
        port.Require("number");
        port.Require("name");
        return new ServiceEntryPort(port.Integer("number", 1, 65535), port.String("name"), port.String("protocol"), port.Integer("targetPort", 1, 65535));
    }

    private static ValueList<AllocatedAddress> ReadStatus(FieldReader status)
    {
        var addresses = status.List("addresses", ReadAllocated);
        status.IgnoreOthers();
        return addresses;
    }

    private static AllocatedAddress ReadAllocated(FieldReader address)
    {
        var allocated = new AllocatedAddress(address.String("value"), HostNames.Canonical(address.String("host")));
        address.IgnoreOthers();
        return allocated;
    }
}
