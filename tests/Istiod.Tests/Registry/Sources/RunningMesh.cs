using Istio.Core.Metrics;
using Istio.Model.Objects;
using Istio.Model.Sources;
using Istio.Xds.Nodes;
using Istio.Xds.Server;
using Istiod.Discovery;
using Istiod.Registry;

namespace Istiod.Tests.Registry.Sources;

/// <summary>Sources, graph, loop and discovery server as istiod has them, with a kind and a type of resource more, and clients without sockets.</summary>
internal sealed class RunningMesh : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly MeshLoop _loop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public RunningMesh(params IObjectSource[] sources)
    {
        var time = TimeProvider.System;
        Graph.Published.Publish();
        Server = new(new DiscoveryMetrics(new MetricRegistry()), time);
        _loop = new(
            Graph,
            sources,
            Server,
            new Debounce(TimeSpan.FromMilliseconds(10), () => Server.PushCost.Elapsed, time),
            new RegistryMetrics(new MetricRegistry()),
            time);
        _running = Task.Run(() => _loop.RunAsync(_stopping.Token));
    }

    public static KindCatalog Kinds { get; } = KindCatalog.Mesh.With(Greeting.Kind);

    public MeshGraph Graph { get; } = new(Kinds, new(), Greeting.Resources);

    public DiscoveryServer Server { get; }

    public Task Loaded => _loop.Loaded;

    public static async Task<RunningMesh> StartAsync(params IObjectSource[] sources)
    {
        var mesh = new RunningMesh(sources);
        await mesh.Loaded.WaitAsync(Limit, TestContext.Current.CancellationToken);
        return mesh;
    }

    public AdsClientConnection Connect(params (string Key, string Value)[] metadata)
    {
        Assert.True(ProxyNode.TryParse(RunningIstiod.NodeOf(metadata: metadata), out var node, out var error), error);
        return new(Server.NextConnectionId(node.ProxyId), node, "test", TimeProvider.System.GetUtcNow());
    }

    /// <summary>A stream of delta xDS that has asked for all resources of a type.</summary>
    public (AdsClientConnection Connection, ServerStream Stream) Open(string typeUrl, params (string Key, string Value)[] metadata)
    {
        var connection = Connect(metadata);
        var stream = new ServerStream(XdsVariant.Delta, Server.Register(connection), "nonce-");
        stream.Receive(new Envoy.Service.Discovery.V3.DeltaDiscoveryRequest { TypeUrl = typeUrl });
        return (connection, stream);
    }

    /// <summary>The next response, after a push if none is there.</summary>
    public static async Task<XdsResponse> NextAsync((AdsClientConnection Connection, ServerStream Stream) client)
    {
        while (true)
        {
            if (client.Stream.TryNext(out var response))
            {
                return response;
            }

            await client.Connection.Wake.WaitAsync().AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);
            if (client.Connection.TakePush() is { } push)
            {
                client.Stream.Update(push.View);
            }
        }
    }

    public static async Task UntilAsync(Func<bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!isReached())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _loop.Dispose();
        Graph.Dispose();
        Server.Dispose();
        _stopping.Dispose();
    }
}
