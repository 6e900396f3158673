using Envoy.Service.Status.V3;
using Grpc.Core;
using Istio.Core.Identity;
using Istio.Core.Names;
using Istio.Xds.Nodes;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istiod.Discovery;
using Microsoft.AspNetCore.WebUtilities;

namespace Istiod.Debug;

/// <summary>
/// Debug pages over xDS, for tools that reach istiod by its gRPC ports alone. <c>istio.io/debug</c> names a page with its query; <c>istio.io/debug/syncz</c> is
/// the state of all clients as messages.
/// </summary>
internal sealed class XdsDebug(DiscoveryServer server, DebugPages pages, string systemNamespace) : IQuestionTypes
{
    private const string SyncType = $"{TypeUrls.Debug}/syncz";
    private const string DumpType = $"{TypeUrls.Debug}/config_dump";

    public bool Answers(string typeUrl) => typeUrl is TypeUrls.Debug or SyncType or DumpType;

    public IReadOnlyList<EncodedResource> Answer(SpiffeId? caller, string typeUrl, IReadOnlyList<string> names) => typeUrl switch
    {
        SyncType => [.. server.Connections.Where(static client => client.Node.Type == ProxyType.Ztunnel).Select(Sync)],
        // The dump is one of Envoy's configuration, and no client has such.
        DumpType => [],
        _ => [Page(caller, names)],
    };

    private EncodedResource Page(SpiffeId? caller, IReadOnlyList<string> names)
    {
        if (caller is not { } identity)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "authentication required"));
        }

        if (names.Count != 1)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "exactly one debug page must be named"));
        }

        var (page, query) = names[0].Split('?', 2) is [var path, var rest] ? (path, rest) : (names[0], "");
        // Unlike 1.28.4, which forgets it here, the rule that a workload sees only its own namespace holds on this way too.
        var access = DebugAuthorization.Decide(identity.Namespace, systemNamespace, page);
        if (access == DebugAccess.Forbidden)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"the debug info is not available for current identity: \"{identity}\""));
        }

        var parameters = new QueryCollection(QueryHelpers.ParseQuery(query));
        return EncodedResource.OfBytes(TypeUrls.Debug, names[0], pages.Render(page, parameters, access).Body.Span);
    }

    private static EncodedResource Sync(AdsClientConnection client)
    {
        var config = new ClientConfig { Node = new() { Id = client.Node.ProxyId, Metadata = client.Node.Metadata } };
        foreach (var watch in client.Status())
        {
            config.GenericXdsConfigs.Add(new ClientConfig.Types.GenericXdsConfig { TypeUrl = watch.Type.TypeUrl, ConfigStatus = StatusOf(watch) });
        }

        return EncodedResource.Create("type.googleapis.com/envoy.service.status.v3.ClientConfig", client.Node.ProxyId, config);
    }

    private static ConfigStatus StatusOf(WatchStatus watch) =>
        watch.LastError is not null ? ConfigStatus.Error
        : watch.NonceSent.Length == 0 ? ConfigStatus.NotSent
        : watch.IsAcknowledged ? ConfigStatus.Synced
        : ConfigStatus.Stale;
}
