using Istio.Core.Net;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Discovery.EndpointSlices;

internal static class EndpointSliceDecoder
{
    public static EndpointSlice Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Require("addressType");
        var type = document.Choice("addressType", "IPv4", ("IPv4", "IPv4"), ("IPv6", "IPv6"), ("FQDN", "FQDN"));
        return new EndpointSlice(metadata)
        {
            HoldsHostNames = type == "FQDN",
            Endpoints = document.List("endpoints", endpoint => ReadEndpoint(endpoint, metadata.Namespace, type)),
            Ports = document.List("ports", ReadPort),
        };
    }

    private static SliceEndpoint ReadEndpoint(FieldReader endpoint, string sliceNamespace, string type)
    {
        endpoint.Require("addresses");
        endpoint.Ignore("deprecatedTopology", "hints", "hostname", "nodeName", "zone");
        var addresses = endpoint.Strings("addresses");
        for (var i = 0; i < addresses.Count; i++)
        {
            if (type != "FQDN" && !IpAddress.TryParse(addresses[i], out _))
            {
                endpoint.ErrorAt(FindingCode.InvalidValue, "addresses", i, $"expected an {type} address, found \"{addresses[i]}\"");
            }
        }

        return new SliceEndpoint(addresses, endpoint.Nested("conditions", fallback: true, ReadReady), PodName(endpoint, sliceNamespace));
    }

    private static bool ReadReady(FieldReader conditions)
    {
        conditions.Ignore("serving", "terminating");
        return conditions.Boolean("ready", fallback: true);
    }

    private static string PodName(FieldReader endpoint, string sliceNamespace) =>
        endpoint.Nested("targetRef", target =>
        {
            target.Ignore("apiVersion", "fieldPath", "resourceVersion", "uid");
            var kind = target.String("kind");
            var name = target.String("name");
            var ns = target.String("namespace");
            return kind == "Pod" && (ns.Length == 0 || ns == sliceNamespace) ? name : "";
        }) ?? "";

    private static SlicePort ReadPort(FieldReader port)
    {
        port.Ignore("appProtocol");
        return new SlicePort(port.String("name"), port.Integer("port", 1, 65535), TransportProtocol.Read(port));
    }
}
