using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Istio.Core.Logging;
using Istio.Core.Names;
using Istio.Translation.Ambient;
using Istio.Xds.Nodes;
using Istio.Xds.Resources;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>
/// Opens streams: admission, authentication, the first message; then the stream's loop takes over. Responses are bytes that are ready already, so they go
/// past the library's writers.
/// </summary>
internal sealed class AdsService(
    DiscoveryServer server,
    StreamAdmission admission,
    ClientAuthentication authentication,
    IQuestionTypes questionTypes,
    bool servesAmbient,
    SendThrottle throttle,
    DiscoveryMetrics metrics,
    TimeProvider time)
    : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
{
    private static readonly LogScope Log = LogScope.Get("ads", "ads debugging");

    public override Task StreamAggregatedResources(
        IAsyncStreamReader<DiscoveryRequest> requestStream, IServerStreamWriter<DiscoveryResponse> responseStream, ServerCallContext context) =>
        ServeAsync(
            XdsVariant.StateOfTheWorld,
            requestStream,
            context,
            static request => RequestHead.Of(request),
            static (stream, request) => stream.Receive(request));

    public override Task DeltaAggregatedResources(
        IAsyncStreamReader<DeltaDiscoveryRequest> requestStream, IServerStreamWriter<DeltaDiscoveryResponse> responseStream, ServerCallContext context) =>
        ServeAsync(
            XdsVariant.Delta,
            requestStream,
            context,
            static request => RequestHead.Of(request),
            static (stream, request) => stream.Receive(request));

    private async Task ServeAsync<TRequest>(
        XdsVariant variant,
        IAsyncStreamReader<TRequest> requests,
        ServerCallContext context,
        Func<TRequest, RequestHead> describe,
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

            var connection = Connect(describe(requests.Current).Node, context);
            RequireAmbient(connection);
            var questions = new StreamQuestions(questionTypes, authentication.Authorize(caller, connection.Node));
            RequireServed(connection.Node, describe(requests.Current).TypeUrl);
            var view = Enter(connection);
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
                    Receive,
                    throttle,
                    metrics,
                    time);
                await loop.RunAsync(ended.Token);

                RequestEffect Receive(TRequest request)
                {
                    var head = describe(request);
                    if (questions.TryAnswer(stream, head))
                    {
                        return RequestEffect.None;
                    }

                    RequireServed(connection.Node, head.TypeUrl);
                    return receive(stream, request);
                }
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
        IAsyncStreamReader<TRequest> requests, Func<TRequest, RequestHead> describe, CancellationToken ended)
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

    private AdsClientConnection Connect(Node? described, ServerCallContext context) =>
        ProxyNode.TryParse(described, out var node, out var error)
            ? new(server.NextConnectionId(node.ProxyId), node, PeerAddress(context), time.GetUtcNow())
            : throw new RpcException(new Status(StatusCode.InvalidArgument, error));

    // Istio asks this before it asks who the caller is, and gives no code.
    private void RequireAmbient(AdsClientConnection connection)
    {
        if (connection.Node.Type == ProxyType.Ztunnel && !servesAmbient)
        {
            Log.Warn($"ADS: {connection.Node.Id} at {connection.Address} is refused: PILOT_ENABLE_AMBIENT is false, so ztunnels are not served");
            throw new RpcException(new Status(StatusCode.Unknown, "ztunnel requires PILOT_ENABLE_AMBIENT=true"));
        }
    }

    // Other clients are tools that ask questions: nothing is pushed to them, and no page lists them.
    private ResourceView Enter(AdsClientConnection connection) =>
        connection.Node.Type == ProxyType.Ztunnel ? server.Register(connection) : ResourceView.Empty with { Version = server.Version };

    // A type that nobody knows gets an empty answer whoever asks, as in Istio.
    private static void RequireServed(ProxyNode node, string typeUrl)
    {
        if (node.Type != ProxyType.Ztunnel && ResourceTypes.IsKnown(typeUrl))
        {
            var type = node.Type.ToString().ToLowerInvariant();
            throw new RpcException(new Status(StatusCode.Unimplemented, $"proxies of type {type} are not served yet, only ztunnel"));
        }
    }

    private static string NodeGroup(ProxyNode node) => node.NodeName.Length == 0 ? "" : AmbientResources.NodeGroup(node.NodeName);

    private static string PeerAddress(ServerCallContext context)
    {
        var connection = context.GetHttpContext().Connection;
        return connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort).ToString() : context.Peer;
    }
}
