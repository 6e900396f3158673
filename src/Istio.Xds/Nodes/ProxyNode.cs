using System.Diagnostics.CodeAnalysis;
using System.Net;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;

namespace Istio.Xds.Nodes;

/// <summary>A client as its xDS node describes it. Node ids are <c>type~address~proxy id~DNS domain</c>; the rest is metadata.</summary>
/// <param name="ProxyId">Pod name and namespace, joined by a dot.</param>
/// <param name="Namespace">Metadata <c>NAMESPACE</c>, else the first label of the DNS domain.</param>
/// <param name="ServiceAccount">Metadata <c>SERVICE_ACCOUNT</c>; empty when the node does not say.</param>
public sealed record ProxyNode(
    string Id,
    ProxyType Type,
    IPAddress Address,
    string ProxyId,
    string DnsDomain,
    string Namespace,
    string ServiceAccount,
    string NodeName,
    string ClusterId,
    string IstioVersion)
{
    /// <summary>All of the node's metadata, as sent.</summary>
    public Struct Metadata { get; private init; } = new();

    public Locality Locality { get; private init; } = new();

    /// <param name="error">What is wrong, in Istio's words, for an <c>InvalidArgument</c>.</param>
    public static bool TryParse(Node? node, [NotNullWhen(true)] out ProxyNode? proxy, [NotNullWhen(false)] out string? error)
    {
        proxy = null;
        error = null;
        if (string.IsNullOrEmpty(node?.Id))
        {
            error = "missing node information";
            return false;
        }

        var parts = node.Id.Split('~');
        if (parts.Length != 4)
        {
            error = $"missing parts in the service node \"{node.Id}\"";
            return false;
        }

        if (!TryParseType(parts[0], out var type))
        {
            error = $"invalid node type (valid types: sidecar, router, waypoint, ztunnel) in the service node \"{node.Id}\"";
            return false;
        }

        var metadata = node.Metadata ?? new Struct();
        if (!TryFindAddress(Text(metadata, "INSTANCE_IPS"), parts[1], out var address))
        {
            error = "no valid IP address in the service node or metadata";
            return false;
        }

        var declaredNamespace = Text(metadata, "NAMESPACE");
        proxy = new(
            node.Id,
            type,
            address,
            parts[2],
            parts[3],
            declaredNamespace.Length > 0 ? declaredNamespace : parts[3].Split('.')[0],
            Text(metadata, "SERVICE_ACCOUNT"),
            Text(metadata, "NODE_NAME"),
            Text(metadata, "CLUSTER_ID"),
            Text(metadata, "ISTIO_VERSION"))
        {
            Metadata = metadata,
            Locality = node.Locality ?? new Locality(),
        };
        return true;
    }

    /// <summary>Metadata booleans may come as text: <c>true</c> and <c>1</c> count.</summary>
    public bool IsSet(string metadataKey) =>
        Metadata.Fields.TryGetValue(metadataKey, out var value)
        && (value.KindCase == Value.KindOneofCase.BoolValue ? value.BoolValue : value.StringValue is "true" or "True" or "TRUE" or "1");

    private static string Text(Struct metadata, string key) =>
        metadata.Fields.TryGetValue(key, out var value) && value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : "";

    private static bool TryParseType(string text, out ProxyType type)
    {
        (var known, type) = text switch
        {
            "sidecar" => (true, ProxyType.Sidecar),
            "router" => (true, ProxyType.Router),
            "waypoint" => (true, ProxyType.Waypoint),
            "ztunnel" => (true, ProxyType.Ztunnel),
            _ => (false, default),
        };
        return known;
    }

    private static bool TryFindAddress(string instanceAddresses, string nodeAddress, [NotNullWhen(true)] out IPAddress? address)
    {
        foreach (var text in instanceAddresses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(text, out address))
            {
                return true;
            }
        }

        return IPAddress.TryParse(nodeAddress, out address);
    }
}
