using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Istio.Core.Names;
using Istio.Translation.Ambient;
using Istio.Xds.Nodes;
using Istio.Xds.Resources;
using Istio.Xds.Server;
using Istiod.Serving.Bounds;

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
    private const int MostHealthReports = 16;
    private const int LongestNodeId = 1024;

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
        where TRequest : class, IMessage<TRequest>
    {
        using var bounds = StreamBounds.Enter(context);
        // Who has proved who it is counts as no stranger while it waits.
        var caller = await authentication.AuthenticateAsync(context);
        await admission.AdmitAsync(server, context.CancellationToken);
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
            bounds.Hold(connection.Node);
            var view = Enter(connection, context);
            try
            {
                Logs.Ads.Info($"ADS: new {(variant == XdsVariant.Delta ? "delta " : "")}connection for node:{connection.Id}");
                var stream = new ServerStream(variant, view, $"{Guid.NewGuid():N}-", NodeGroup(connection.Node));
                connection.Begin(stream);
                var loop = new AdsStreamLoop<TRequest>(
                    connection,
                    stream,
                    requests,
                    new ResponseWriter(context, time),
                    request => describe(request).TypeUrl,
                    Receive,
                    throttle,
                    metrics,
                    server.PushCost,
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
                    RequestEffect effect;
                    lock (connection.Exchanging)
                    {
                        effect = receive(stream, request);
                    }

                    bounds.Check(stream, effect);
                    return effect;
                }
            }
            finally
            {
                server.Unregister(connection);
                Logs.Ads.Info($"ADS: \"{connection.Address}\" {connection.Id} terminated");
            }
        }
        catch (OperationCanceledException) when (server.Stopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "istiod is shutting down"));
        }
        catch (InvalidProtocolBufferException malformed)
        {
            Logs.Ads.Info($"ADS: \"{PeerAddress(context)}\" malformed request, the stream ends: {malformed.Message}");
            throw new RpcException(new Status(StatusCode.Internal, "malformed request: the bytes are not the protobuf message of this method"));
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
        for (var reports = 0; await requests.MoveNext(ended); reports++)
        {
            if (reports > MostHealthReports)
            {
                throw Invalid("missing node information");
            }

            if (describe(requests.Current).TypeUrl != TypeUrls.HealthInformation)
            {
                return true;
            }
        }

        return false;
    }

    // The id goes into every line about the client.
    private AdsClientConnection Connect(Node? described, ServerCallContext context) =>
        described?.Id.Length > LongestNodeId
            ? throw Invalid($"the node id has {described.Id.Length} characters, at most {LongestNodeId} are accepted")
        : ProxyNode.TryParse(described, out var node, out var error)
            ? new(server.NextConnectionId(node.ProxyId), node, PeerAddress(context), time.GetUtcNow())
            : throw Invalid(error);

    private static RpcException Invalid(string reason) => new(new Status(StatusCode.InvalidArgument, reason));

    // Istio asks this before it asks who the caller is, and gives no code.
    private void RequireAmbient(AdsClientConnection connection)
    {
        if (connection.Node.Type == ProxyType.Ztunnel && !servesAmbient)
        {
            Logs.Ads.Warn($"ADS: {connection.Node.Id} at {connection.Address} is refused: PILOT_ENABLE_AMBIENT is false, so ztunnels are not served");
            throw new RpcException(new Status(StatusCode.Unknown, "ztunnel requires PILOT_ENABLE_AMBIENT=true"));
        }
    }

    // Other clients are tools that ask questions: nothing is pushed to them, and no page lists them.
    private ResourceView Enter(AdsClientConnection connection, ServerCallContext context)
    {
        context.GetHttpContext().Features.Get<ConnectionShare>()?.Know();
        return connection.Node.Type == ProxyType.Ztunnel ? server.Register(connection) : ResourceView.Empty with { Version = server.Current.Version };
    }

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
