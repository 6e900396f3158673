using Google.Protobuf;
using Grpc.Core;
using Istio.Core.Logging;
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
    TimeProvider time)
    where TRequest : class, IMessage<TRequest>
{
    private static readonly LogScope Log = LogScope.Get("ads", "ads debugging");

    /// <summary>Starts with the request that the reader stands at; ends when the client closes the stream.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        await AnswerAsync(requests.Current, ended);
        var request = NextAsync(ended);
        var push = connection.Mailbox.WaitToReadAsync(ended).AsTask();
        while (true)
        {
            await Task.WhenAny(request, push);
            if (request.IsCompleted)
            {
                if (!await request)
                {
                    return;
                }

                await AnswerAsync(requests.Current, ended);
                request = NextAsync(ended);
            }
            else
            {
                await push;
                await PushAsync(ended);
                push = connection.Mailbox.WaitToReadAsync(ended).AsTask();
            }
        }
    }

    /// <summary>A stream that ends for another reason leaves its last reading behind.</summary>
    private Task<bool> NextAsync(CancellationToken ended)
    {
        var next = requests.MoveNext(ended);
        Unawaited.Disregard(next);
        return next;
    }

    private async Task AnswerAsync(TRequest request, CancellationToken ended)
    {
        metrics.Received(request.CalculateSize());
        var effect = receive(request);
        Note(request, effect);
        await SendAllAsync(ended);
    }

    private async Task PushAsync(CancellationToken ended)
    {
        if (!connection.Mailbox.TryRead(out var push))
        {
            return;
        }

        metrics.QueueTime.Observe(time.GetElapsedTime(push.QueuedAt).TotalSeconds);
        stream.Update(push.View);
        await SendAllAsync(ended);
        metrics.ConvergenceTime.Observe(time.GetElapsedTime(push.ChangedAt).TotalSeconds);
    }

    private async Task SendAllAsync(CancellationToken ended)
    {
        var sentAt = connection.Status.SentAt;
        while (stream.TryNext(out var response))
        {
            var started = time.GetTimestamp();
            await throttle.SendAsync(response, responses.WriteAsync, ended);
            metrics.Sent(response.Type, response.Size);
            metrics.PushTime.With(response.Type.Metric).Observe(time.GetElapsedTime(started).TotalSeconds);
            sentAt = sentAt.SetItem(response.Type.TypeUrl, time.GetUtcNow());
            var type = response.Type.Metric.ToUpperInvariant();
            Log.Info($"{type}: PUSH for node:{connection.Id} resources:{response.Resources.Count} removed:{response.Removed.Count} size:{response.Size}B");
        }

        connection.Status = new(stream.Status(), sentAt);
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
        var error = stream.Status().FirstOrDefault(watch => watch.Type == type)?.LastError;
        Log.Info($"ADS:{type.Metric.ToUpperInvariant()}: ACK ERROR {connection.Id} {error}");
    }
}
