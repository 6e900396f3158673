using System.Globalization;
using System.Text.Json;
using Envoy.Service.Status.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istio.Api;
using Istio.Core.Names;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istiod.Debug;

namespace Istiod.Discovery.Pages;

/// <summary>Pages about connected clients.</summary>
internal sealed class ClientPages(DiscoveryServer server)
{
    // Older names of four types that tools still read.
    private static readonly (string TypeUrl, string Name)[] NamedTypes =
        [(TypeUrls.Cluster, "cluster"), (TypeUrls.Listener, "listener"), (TypeUrls.Route, "route"), (TypeUrls.Endpoint, "endpoint")];

    public IReadOnlyList<DebugPage> All =>
    [
        new("adsz", "Status and debug interface for ADS", Ads),
        new("config_dump", "ConfigDump in the form of the Envoy admin config dump API for passed in proxyID", ConfigDump),
        new("connections", "Info about the connected XDS clients", Connections),
        new("syncz", "Synchronization status of all Envoys connected to this Pilot instance", Sync),
    ];

    private PageFailure? Ads(DebugQuery query, Utf8JsonWriter json) => WriteClients(query, json, WriteDetails);

    private PageFailure? Connections(DebugQuery query, Utf8JsonWriter json) => WriteClients(query, json, static (_, _) => { });

    private PageFailure? Sync(DebugQuery query, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var connection in Visible(query))
        {
            WriteSync(connection, query, json);
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>All that the proxy is meant to have.</summary>
    private PageFailure? ConfigDump(DebugQuery query, Utf8JsonWriter json)
    {
        if (query.ProxyId.Length == 0)
        {
            return PageFailure.MissingProxy;
        }

        if (Visible(query).FirstOrDefault() is not { } connection)
        {
            return PageFailure.NotConnected;
        }

        var client = new ClientConfig { Node = new() { Id = connection.Node.Id } };
        var view = server.Current.ViewOf(connection.Class);
        foreach (var watch in connection.Status())
        {
            client.GenericXdsConfigs.Add(watch.Type.AllOf(view.Of(watch.Type)).Select(resource => Describe(resource, view.Version)));
        }

        json.WriteStartObject();
        json.WriteStartArray("configs");
        json.WriteRawValue(ApiTypes.JsonFormatter.Format(Any.Pack(client)));
        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private static ClientConfig.Types.GenericXdsConfig Describe(EncodedResource resource, string version) =>
        new()
        {
            TypeUrl = resource.TypeUrl,
            Name = resource.Name,
            VersionInfo = version,
            XdsConfig = new() { TypeUrl = resource.TypeUrl, Value = ByteString.CopyFrom(resource.Body.Span) },
        };

    private PageFailure? WriteClients(DebugQuery query, Utf8JsonWriter json, Action<AdsClientConnection, Utf8JsonWriter> details)
    {
        var connections = Visible(query).ToArray();
        if (query.ProxyId.Length > 0 && connections.Length == 0)
        {
            return PageFailure.NotConnected;
        }

        json.WriteStartObject();
        json.WriteNumber("totalClients", connections.Length);
        json.WriteStartArray("clients");
        foreach (var connection in connections)
        {
            json.WriteStartObject();
            json.WriteString("connectionId", connection.Id);
            json.WriteString("connectedAt", connection.ConnectedAt.UtcDateTime);
            json.WriteString("address", connection.Address);
            details(connection, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private static void WriteDetails(AdsClientConnection connection, Utf8JsonWriter json)
    {
        json.WritePropertyName("metadata");
        json.WriteRawValue(JsonFormatter.Default.Format(connection.Node.Metadata));
        json.WritePropertyName("locality");
        json.WriteRawValue(JsonFormatter.Default.Format(connection.Node.Locality));
        json.WriteStartObject("watches");
        foreach (var watch in connection.Status())
        {
            json.WriteStartArray(watch.Type.TypeUrl);
            foreach (var name in watch.IsWildcard ? ["*"] : watch.Names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteSync(AdsClientConnection connection, DebugQuery query, Utf8JsonWriter json)
    {
        var watches = connection.Status();
        json.WriteStartObject();
        json.WriteString("cluster_id", connection.Node.ClusterId);
        json.WriteString("proxy", connection.Node.ProxyId);
        json.WriteString("proxy_type", connection.Node.Type.ToString().ToLowerInvariant());
        json.WriteString("istio_version", connection.Node.IstioVersion);
        foreach (var (typeUrl, name) in NamedTypes)
        {
            if (watches.FirstOrDefault(watch => watch.Type.TypeUrl == typeUrl) is { } watch)
            {
                json.WriteString($"{name}_sent", watch.NonceSent);
                json.WriteString($"{name}_acked", watch.NonceAcknowledged);
            }
        }

        json.WriteStartObject("resources");
        foreach (var watch in watches.Where(watch => IsAskedFor(watch, query)).OrderBy(watch => watch.Type.TypeUrl, StringComparer.Ordinal))
        {
            WriteExchange(watch, json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteExchange(WatchStatus watch, Utf8JsonWriter json)
    {
        json.WriteStartObject(watch.Type.TypeUrl);
        json.WriteString("sent", watch.NonceSent);
        json.WriteString("acked", watch.NonceAcknowledged);
        if (watch.SentAt is { } sentAt)
        {
            json.WriteString("sentTime", sentAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }

        if (watch.LastError is { } error)
        {
            json.WriteString("lastError", error);
        }

        json.WriteEndObject();
    }

    private static bool IsAskedFor(WatchStatus watch, DebugQuery query) => query.Types.Count == 0 || query.Types.Contains(watch.Type.Metric);

    // A part of the connection id is enough, as in Istio.
    private IEnumerable<AdsClientConnection> Visible(DebugQuery query) =>
        server.Connections
            .Where(connection => query.Access.Namespace is null || connection.Node.Namespace == query.Access.Namespace)
            .Where(connection => query.Namespace.Length == 0 || connection.Node.Namespace == query.Namespace)
            .Where(connection => query.ProxyId.Length == 0 || connection.Id.Contains(query.ProxyId, StringComparison.Ordinal))
            .OrderBy(connection => connection.Id, StringComparer.Ordinal);
}
