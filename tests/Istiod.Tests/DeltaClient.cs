using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Grpc.Core;

namespace Istiod.Tests;

/// <summary>A delta stream by hand: every response is acknowledged when it is read.</summary>
internal sealed class DeltaClient(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Node? _node;

    public Task SubscribeAsync(string typeUrl, Node? node = null, IDictionary<string, string>? versions = null)
    {
        var request = new DeltaDiscoveryRequest { TypeUrl = typeUrl, Node = node ?? _node ?? RunningIstiod.NodeOf() };
        request.InitialResourceVersions.Add(versions ?? new Dictionary<string, string>());
        _node = request.Node;
        return SendAsync(request);
    }

    public Task SendAsync(DeltaDiscoveryRequest request) => call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);

    public async Task<DeltaDiscoveryResponse> NextAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(Patience), "the stream ended");
        var response = call.ResponseStream.Current;
        await SendAsync(new() { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce });
        return response;
    }

    /// <summary>The status that the stream ends with.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(Patience))
            {
            }

            return call.GetStatus();
        }
        catch (RpcException ended)
        {
            return ended.Status;
        }
    }

    public void Dispose() => call.Dispose();
}
