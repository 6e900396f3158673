using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Istio.Core.Logging;
using Istio.Core.Names;
using Istio.Translation.Ambient;
using Istio.Xds.Nodes;
using Istio.Xds.Server;
using Istiod.Authority.Callers;

namespace Istiod.Discovery;

/// <summary>
/// Opens streams: admission, authentication, the first message; then the stream's loop takes over. Responses are bytes that are ready already, so they go
/// past the library's writers.
/// </summary>
internal sealed class AdsService(
    DiscoveryServer server, StreamAdmission admission, ClientAuthentication authentication, SendThrottle throttle, DiscoveryMetrics metrics, TimeProvider time)
    : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
{
    private static readonly LogScope Log = LogScope.Get("ads", "ads debugging");

    public override Task StreamAggregatedResources(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context) =>
        ServeAsync(
            XdsVariant.StateOfTheWorld,
            requestStream,
            context,
            static request => (request.TypeUrl, request.Node),
            static (stream, request) => stream.Receive(request));

    public override Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream, IServerStreamWriter<DeltaDiscoveryResponse> responseStream, ServerCallContext context) =>
        ServeAsync(
            XdsVariant.Delta,
            requestStream,
            context,
            static request => (request.TypeUrl, request.Node),
            static (stream, request) => stream.Receive(request));

    private async Task ServeAsync<TRequest>(
        XdsVariant variant,
        IAsyncStreamReader<TRequest> requests,
        ServerCallContext context,
        Func<TRequest, (string TypeUrl, Node? Node)> describe,
        Func<ServerStream, TRequest, RequestEffect> receive)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
    {
        await admission.AdmitAsync(server, context.CancellationToken);
        var caller = await authentication.AuthenticateAsync(context);
        using var aged = admission.Age();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(server.Stopping, context.CancellationToken, aged.Token);
        try
        {
            if (!await MoveToFirstAsync(requests, describe, ended.Token))
            {
                return;
            }

            var connection = Connect(describe(requests.Current).Node, caller, context);
            var view = server.Register(connection);
            try
            {
                Log.Info($"ADS: new {(variant == XdsVariant.Delta ? "delta " : "")}connection for node:{connection.Id}");
                var stream = new ServerStream(variant, view, $"{Guid.NewGuid():N}-", NodeGroup(connection.Node));
                var loop = new AdsStreamLoop<TRequest>(
                    connection,
                    stream,
                    requests,
                    new ResponseWriter(context),
                    request => describe(request).TypeUrl,
                    request => receive(stream, request),
                    throttle,
                    metrics,
                    time);
                await loop.RunAsync(ended.Token);
            }
            finally
            {
                server.Unregister(connection);
                Log.Info($"ADS: \"{connection.Address}\" {connection.Id} terminated");
            }
        }
        catch (OperationCanceledException) when (server.Stopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "istiod is shutting down"));
        }
        catch (Exception ending) when (ending is OperationCanceledException or IOException)
        {
            // The client went away, or its stream reached its age; both are ordinary ends.
        }
    }

    // A health report may come before the first subscription; it says nothing about who the client is.
    private static async Task<bool> MoveToFirstAsync<TRequest>(
        IAsyncStreamReader<TRequest> requests, Func<TRequest, (string TypeUrl, Node? Node)> describe, CancellationToken ended)
    {
        while (await requests.MoveNext(ended))
        {
            if (describe(requests.Current).TypeUrl != TypeUrls.HealthInformation)
            {
                return true;
            }
        }

        return false;
    }

    private AdsClientConnection Connect(Node? described, Caller? caller, ServerCallContext context)
    {
        if (!ProxyNode.TryParse(described, out var node, out var error))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, error));
        }

        authentication.Authorize(caller, node);
        if (node.Type != ProxyType.Ztunnel)
        {
            var type = node.Type.ToString().ToLowerInvariant();
            throw new RpcException(new Status(StatusCode.Unimplemented, $"proxies of type {type} are not served yet, only ztunnel"));
        }

        return new(server.NextConnectionId(node.ProxyId), node, PeerAddress(context), time.GetUtcNow());
    }

    private static string NodeGroup(ProxyNode node) => node.NodeName.Length == 0 ? "" : AmbientResources.NodeGroup(node.NodeName);

    private static string PeerAddress(ServerCallContext context)
    {
        var connection = context.GetHttpContext().Connection;
        return connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort).ToString() : context.Peer;
    }
}
