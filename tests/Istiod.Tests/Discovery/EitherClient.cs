using System.Text.Json;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Metadata = Grpc.Core.Metadata;

namespace Istiod.Tests.Discovery;

/// <summary>A stream of either form of the protocol, driven by recorded requests.</summary>
internal sealed class EitherClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse>? _delta;
    private readonly AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse>? _state;

    public EitherClient(CallInvoker invoker, Metadata headers, bool isDelta)
    {
        var client = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(invoker);
        _delta = isDelta ? client.DeltaAggregatedResources(headers, cancellationToken: TestContext.Current.CancellationToken) : null;
        _state = isDelta ? null : client.StreamAggregatedResources(headers, cancellationToken: TestContext.Current.CancellationToken);
    }

    public Task SendAsync(JsonElement request, Node? node)
    {
        var typeUrl = request.GetProperty("typeUrl").GetString()!;
        if (_delta is not null)
        {
            var message = new DeltaDiscoveryRequest { TypeUrl = typeUrl, Node = node };
            message.ResourceNamesSubscribe.Add(Names(request, "subscribe"));
            return _delta.RequestStream.WriteAsync(message, TestContext.Current.CancellationToken);
        }

        var state = new DiscoveryRequest { TypeUrl = typeUrl, Node = node };
        state.ResourceNames.Add(Names(request, "resourceNames"));
        return _state!.RequestStream.WriteAsync(state, TestContext.Current.CancellationToken);
    }

    /// <summary>The next response; with state of the world its resources go by their type in parentheses.</summary>
    public async Task<(string TypeUrl, IReadOnlyList<string> Names)> NextAsync()
    {
        Assert.True(await MoveNextAsync(), "the stream ended");
        return _delta is not null
            ? (_delta.ResponseStream.Current.TypeUrl, [.. _delta.ResponseStream.Current.Resources.Select(resource => resource.Name)])
            : (_state!.ResponseStream.Current.TypeUrl, [.. _state.ResponseStream.Current.Resources.Select(resource => $"({resource.TypeUrl})")]);
    }

    /// <summary>The status that the stream ends with.</summary>
    public async Task<Status> EndAsync() => (await Assert.ThrowsAsync<RpcException>(MoveNextAsync)).Status;

    public void Dispose()
    {
        _delta?.Dispose();
        _state?.Dispose();
    }

    private Task<bool> MoveNextAsync() =>
        (_delta is not null ? _delta.ResponseStream.MoveNext(TestContext.Current.CancellationToken) : _state!.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        .WaitAsync(Patience, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Names(JsonElement request, string field) =>
        request.TryGetProperty(field, out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];
}
