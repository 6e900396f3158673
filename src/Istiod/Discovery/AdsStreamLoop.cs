using Google.Protobuf;
using Grpc.Core;
using Istio.Core.Parts;
using Istio.Xds.Resources;
using Istio.Xds.Server;

namespace Istiod.Discovery;

/// <summary>The loop of one stream, the only one that touches its state. Requests go before pushes, and one response is written at a time.</summary>
internal sealed class AdsStreamLoop<TRequest>(
    AdsClientConnection connection,
    ServerStream stream,
    IAsyncStreamReader<TRequest> requests,
    ResponseWriter responses,
    Func<TRequest, string> typeUrlOf,
    Func<TRequest, RequestEffect> receive,
    SendThrottle throttle,
    DiscoveryMetrics metrics,
    PushCost cost,
    TimeProvider time)
    where TRequest : class, IMessage<TRequest>
{
    private readonly Func<XdsResponse, Task> _write = responses.WriteAsync;
    private readonly Action _wake = connection.Wake.SetInline;

    /// <summary>Starts with the request that the reader stands at; ends when the client closes the stream.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        using var woken = ended.UnsafeRegister(static wake => ((WakeSignal)wake!).Set(), connection.Wake);
        await AnswerAsync(requests.Current, ended);
        var request = NextAsync(ended);
        try
        {
            while (true)
            {
                ended.ThrowIfCancellationRequested();
                if (request.IsCompleted)
                {
                    if (!await request)
                    {
                        return;
                    }

                    await AnswerAsync(requests.Current, ended);
                    request = NextAsync(ended);
                }
                else if (connection.TakePush() is { } push)
                {
                    await PushAsync(push, ended);
                }
                else
                {
                    await connection.Wake.WaitAsync();
                }
            }
        }
        finally
        {
            // A stream that ends for another reason leaves its last reading behind.
            Unawaited.Disregard(request);
        }
    }

    private Task<bool> NextAsync(CancellationToken ended)
    {
        var next = requests.MoveNext(ended);
        if (!next.IsCompleted)
        {
            next.GetAwaiter().UnsafeOnCompleted(_wake);
        }

        return next;
    }

    private async Task AnswerAsync(TRequest request, CancellationToken ended)
    {
        metrics.Received(request.CalculateSize());
        var effect = receive(request);
        Note(request, effect);
        await SendAllAsync(ended);
    }

    private async Task PushAsync(Push push, CancellationToken ended)
    {
        var started = time.GetTimestamp();
        metrics.QueueTime.Observe(time.GetElapsedTime(push.QueuedAt, started).TotalSeconds);
        lock (connection.Exchanging)
        {
            stream.Update(push.View);
        }

        var sending = SendAllAsync(ended);
        // What is still to be sent waits for the client.
        cost.Add(time.GetElapsedTime(started));
        await sending;
        metrics.ConvergenceTime.Observe(time.GetElapsedTime(push.ChangedAt).TotalSeconds);
    }

    private async Task SendAllAsync(CancellationToken ended)
    {
        while (stream.TryNext(out var response))
        {
            var started = time.GetTimestamp();
            await throttle.SendAsync(response, _write, ended);
            metrics.Sent(response.Type, response.Size, time.GetElapsedTime(started));
            lock (connection.Exchanging)
            {
                stream.Sent(response, time.GetUtcNow());
            }

            Logs.Ads.Debug(
                $"{response.Type.Metric.ToUpperInvariant()}: PUSH for node:{connection.Id} resources:{response.Resources.Count} removed:{response.Removed.Count} size:{response.Size}B");
        }
    }

    private void Note(TRequest request, RequestEffect effect)
    {
        if (effect is not (RequestEffect.Rejected or RequestEffect.StaleNonce))
        {
            return;
        }

        var type = ResourceTypes.Of(typeUrlOf(request));
        if (effect == RequestEffect.StaleNonce)
        {
            metrics.StaleNonces.With(type.Metric).Add(1);
            return;
        }

        metrics.Rejections.With(type.Metric).Add(1);
        Logs.Ads.Info($"ADS:{type.Metric.ToUpperInvariant()}: ACK ERROR {connection.Id} {stream.ErrorOf(type.TypeUrl)}");
    }
}
