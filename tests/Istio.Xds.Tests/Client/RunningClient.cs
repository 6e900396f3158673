using System.Threading.Channels;
using Envoy.Config.Core.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Xds.Client;
using Istio.Xds.Resources;

namespace Istio.Xds.Tests.Client;

/// <summary>A client of one type whose applied updates can be awaited.</summary>
internal sealed class RunningClient : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly Task _run;

    public RunningClient(
        Uri address,
        ResourceType type,
        bool onDemand = false,
        Func<string, string?>? reject = null,
        TimeProvider? time = null,
        Action? beforeConnect = null)
    {
        _channel = GrpcChannel.ForAddress(address);
        Client = new(
            new()
            {
                Connect = _ =>
                {
                    beforeConnect?.Invoke();
                    return ValueTask.FromResult<CallInvoker>(_channel.CreateCallInvoker());
                },
                Node = new Node { Id = "ztunnel~127.0.0.1~z.istio-system~istio-system.svc.cluster.local" },
                Time = time ?? TimeProvider.System,
            },
            [new ResourceSubscription(type.TypeUrl, update => Apply(update, reject), onDemand)]);
        _run = Client.RunAsync(_stop.Token);
    }

    public AdsClient Client { get; }

    public Channel<ResourceUpdate> Updates { get; } = Channel.CreateUnbounded<ResourceUpdate>();

    /// <summary>Contents in force, by name.</summary>
    public Dictionary<string, string> Contents { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _channel.Dispose();
        _stop.Dispose();
    }

    private List<Rejection> Apply(ResourceUpdate update, Func<string, string?>? reject)
    {
        var rejections = new List<Rejection>();
        foreach (var resource in update.Resources)
        {
            var content = StringValue.Parser.ParseFrom(resource.Body).Value;
            if (reject?.Invoke(content) is { } reason)
            {
                rejections.Add(new(resource.Name, reason));
            }
            else
            {
                Contents[resource.Name] = content;
            }
        }

        foreach (var name in update.Removed)
        {
            Contents.Remove(name);
        }

        Updates.Writer.TryWrite(update);
        return rejections;
    }
}
