using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.GatewayApi.Gateways;

internal static class GatewayDecoder
{
    public static Gateway Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Require("spec");
        var gateway = document.Nested("spec", spec => ReadSpec(metadata, spec)) ?? new Gateway(metadata);
        return gateway with { StatusAddresses = document.Nested("status", [], ReadStatus) };
    }

    private static Gateway ReadSpec(ObjectMeta metadata, FieldReader spec)
    {
        spec.Require("gatewayClassName");
        spec.Require("listeners");
        spec.Ignore("allowedListeners", "infrastructure", "tls", "backendTLS", "defaultScope");
        return new Gateway(metadata)
        {
            ClassName = spec.String("gatewayClassName"),
            Addresses = spec.List("addresses", ReadAddress),
            Listeners = spec.List("listeners", ReadListener),
        };
    }

    private static ValueList<GatewayAddress> ReadStatus(FieldReader status)
    {
        status.Ignore("conditions", "listeners", "attachedListenerSets");
        return status.List("addresses", ReadAddress);
    }

    private static GatewayAddress ReadAddress(FieldReader address) =>
        new(address.String("type", "IPAddress") == "Hostname", address.String("value"));

    private static GatewayListener ReadListener(FieldReader listener)
    {
        listener.Require("name");
        listener.Require("port");
        listener.Require("protocol");
        listener.Ignore("hostname", "tls");
        return new GatewayListener(
            listener.String("name"),
            listener.Integer("port", 1, 65535),
            listener.String("protocol"),
            listener.Nested("allowedRoutes", NamespaceAdmission.Same, ReadAllowedRoutes));
    }

    private static NamespaceAdmission ReadAllowedRoutes(FieldReader routes)
    {
        routes.Ignore("kinds");
        return routes.Nested("namespaces", NamespaceAdmission.Same, ReadNamespaces);
    }

    private static NamespaceAdmission ReadNamespaces(FieldReader namespaces)
    {
        var mode = namespaces.Choice(
            "from",
            NamespaceAdmissionMode.Same,
            ("Same", NamespaceAdmissionMode.Same),
            ("All", NamespaceAdmissionMode.All),
            ("Selector", NamespaceAdmissionMode.Selector),
            ("None", NamespaceAdmissionMode.None));
        return new NamespaceAdmission(mode, namespaces.Nested("selector", SelectorDecoder.Read));
    }
}
