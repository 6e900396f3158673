using System.Threading.Channels;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Istio.Core.Logging;
using Istio.Core.Parts;

namespace Istio.Xds.Client;

/// <summary>One stream of an <see cref="AdsClient"/>. A single loop reads and writes, so no two writes meet.</summary>
internal sealed class AdsClientStream(
    AdsClientOptions options,
    IReadOnlyDictionary<string, SubscriptionState> subscriptions,
    ChannelReader<(string TypeUrl, string Name)> demands,
    Action applied)
{
    private static readonly LogScope Log = LogScope.Get("xds", "xDS client");

    /// <summary>The server took the stream; a failure after that is an ordinary reconnect.</summary>
    public bool WasAnswered { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var invoker = await options.Connect(cancellation);
        var headers = await options.Headers(cancellation);
        // Ends the call when the loop below fails, whoever failed.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var service = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(invoker);
        using var call = service.DeltaAggregatedResources(headers, cancellationToken: ended.Token);
        try
        {
            foreach (var state in subscriptions.Values)
            {
                await WriteAsync(call, state.FirstRequest(options.Node), ended.Token);
            }

            await ExchangeAsync(call, ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private async Task ExchangeAsync(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call, CancellationToken ended)
    {
        var response = call.ResponseStream.MoveNext(ended);
        var demand = demands.WaitToReadAsync(ended).AsTask();
        try
        {
            while (true)
            {
                await Task.WhenAny(response, demand);
                if (response.IsCompleted)
                {
                    if (!await response)
                    {
                        return;
                    }

                    await ApplyAsync(call, ended);
                    response = call.ResponseStream.MoveNext(ended);
                }

                if (demand.IsCompleted)
                {
                    await demand;
                    await SendDemandsAsync(call, ended);
                    demand = demands.WaitToReadAsync(ended).AsTask();
                }
            }
        }
        finally
        {
            // Ends with the call, which is over.
            Unawaited.Disregard(response);
        }
    }

    private async Task ApplyAsync(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call, CancellationToken ended)
    {
        var response = call.ResponseStream.Current;
        if (!WasAnswered)
        {
            WasAnswered = true;
            Log.Info("stream established");
        }

        options.Metrics?.Received(response.TypeUrl, response.CalculateSize());
        if (!subscriptions.TryGetValue(response.TypeUrl, out var state))
        {
            Log.Warn($"ignoring a response of type {response.TypeUrl}, which was not asked for");
            return;
        }

        var answer = state.Apply(response);
        if (answer.ErrorDetail is { } error)
        {
            Log.Warn($"rejected resources of {response.TypeUrl}: {error.Message}");
        }

        applied();
        await WriteAsync(call, answer, ended);
    }

    private async Task SendDemandsAsync(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call, CancellationToken ended)
    {
        while (demands.TryRead(out var demand))
        {
            if (subscriptions.TryGetValue(demand.TypeUrl, out var state) && state.Demand(demand.Name))
            {
                await WriteAsync(call, state.DemandRequest(demand.Name), ended);
            }
        }
    }

    private static async Task WriteAsync(
        AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call, DeltaDiscoveryRequest request, CancellationToken ended)
    {
        try
        {
            await call.RequestStream.WriteAsync(request, ended);
        }
        catch (InvalidOperationException)
        {
            // The library's way to say that the server ended the call before this write.
            throw new RpcException(new Status(StatusCode.Cancelled, "the server closed the stream"));
        }
    }
}
