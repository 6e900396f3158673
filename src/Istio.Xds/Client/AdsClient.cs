using System.Threading.Channels;
using Grpc.Core;
using Istio.Core.Logging;

namespace Istio.Xds.Client;

/// <summary>
/// The client's side of delta ADS: one stream for all types, opened again whenever it ends, continued with the versions held so that an unchanged server
/// sends nothing again. What was applied stays when the server is gone.
/// </summary>
public sealed class AdsClient
{
    private static readonly LogScope Log = LogScope.Get("xds", "xDS client");

    private readonly AdsClientOptions _options;
    private readonly Dictionary<string, SubscriptionState> _subscriptions;
    private readonly ReconnectBackoff _backoff = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<(string TypeUrl, string Name)> _demands = Channel.CreateUnbounded<(string, string)>(new() { SingleReader = true });

    /// <param name="subscriptions">In the order of their first requests.</param>
    public AdsClient(AdsClientOptions options, IReadOnlyList<ResourceSubscription> subscriptions)
    {
        _options = options;
        _subscriptions = subscriptions.ToDictionary(
            subscription => subscription.TypeUrl, subscription => new SubscriptionState(subscription), StringComparer.Ordinal);
        CompleteWhenReady();
    }

    /// <summary>Completes when the first response for every type that is neither on demand nor optional was applied.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Asks for a resource of an on-demand type by name or alias. Any thread; asking again is free.</summary>
    public void Demand(string typeUrl, string name) => _demands.Writer.TryWrite((typeUrl, name));

    /// <summary>Runs until cancelled; a stream that fails, however it does, is followed by the next one.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var end = await RunStreamAsync(cancellation);
            if (cancellation.IsCancellationRequested)
            {
                return;
            }

            _options.Metrics?.Terminated(end);
            if (end is StreamEnd.Reconnect or StreamEnd.Complete)
            {
                _backoff.Reset();
            }

            await Task.Delay(_backoff.Next(), _options.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<StreamEnd> RunStreamAsync(CancellationToken cancellation)
    {
        var stream = new AdsClientStream(_options, _subscriptions, _demands.Reader, CompleteWhenReady);
        try
        {
            await stream.RunAsync(cancellation);
            Log.Info("stream closed by the server");
            return StreamEnd.Complete;
        }
        catch (RpcException failure)
            when (failure.StatusCode is StatusCode.Unknown or StatusCode.Cancelled or StatusCode.DeadlineExceeded || stream.WasAnswered)
        {
            LogEnd("stream ended, connecting again", failure.Status.Detail, cancellation);
            return StreamEnd.Reconnect;
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable)
        {
            LogEnd("connection failed", failure.Status.Detail, cancellation);
            return StreamEnd.ConnectionError;
        }
        catch (RpcException failure)
        {
            LogEnd("stream refused", $"{failure.StatusCode}: {failure.Status.Detail}", cancellation);
            return StreamEnd.Error;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or UnauthorizedAccessException)
        {
            // From the program's Connect or Headers: a root or a token file that cannot be read now may be there at the next attempt.
            LogEnd("cannot connect", failure.Message, cancellation);
            return StreamEnd.ConnectionError;
        }
        catch (Exception failure)
        {
            // Whatever it was ended this stream only: what was applied stays, and the next stream continues from there.
            Log.Error($"stream failed, connecting again: {failure}");
            return StreamEnd.Error;
        }
    }

    private static void LogEnd(string what, string reason, CancellationToken cancellation)
    {
        if (!cancellation.IsCancellationRequested)
        {
            Log.Warn($"{what}: {reason}");
        }
    }

    private void CompleteWhenReady()
    {
        if (_subscriptions.Values.All(state => state.Answered || state.Subscription.OnDemand || state.Subscription.IsOptional))
        {
            _ready.TrySetResult();
        }
    }
}
