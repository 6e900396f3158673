using System.Net;
using Istio.Core.Names;
using Istio.Testing.Kubernetes;
using Istiod.Serving;

namespace Istiod.Tests.Registry.Cluster;

/// <summary>istiod and its clients while the API server is killed and comes back.</summary>
public sealed class OutageTests
{
    private const int Clients = 20;

    [Fact]
    public async Task An_API_server_that_was_away_takes_nothing_from_clients_and_sends_nothing_twice()
    {
        await using var api = await KubeApi.StartAsync("--restart");
        await SharedKubeApi.InstallKindsAsync(api);
        await api.ApplyAsync(SampleObjects.Namespaces + "---\n" + Service("web") + "---\n" + SampleObjects.Policy("callers"));
        await using var istiod = await RunningIstiod.StartAsync(api, [], ("PILOT_MAX_REQUESTS_PER_SECOND", "1000"));
        var streams = new List<DeltaClient>();
        for (var i = 0; i < Clients; i++)
        {
            streams.Add(istiod.Delta());
            await streams[i].SubscribeAsync(TypeUrls.Address);
            Assert.Contains((await streams[i].NextAsync()).Resources, static resource => resource.Name == "shop/web.shop.svc.cluster.local");
        }

        await api.KillServerAsync(TestContext.Current.CancellationToken);
        await UntilWrittenAsync(api, Service("late"));

        foreach (var stream in streams)
        {
            // What came first is what was written last: nothing else was sent meanwhile.
            var next = await stream.NextAsync();
            Assert.Equal("shop/late.shop.svc.cluster.local", Assert.Single(next.Resources).Name);
            Assert.Empty(next.RemovedResources);
            stream.Dispose();
        }

        using var response = await istiod.Web.GetAsync(istiod.Url(Listener.Http, "/ready"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>The new process is there and may not answer yet.</summary>
    private static async Task UntilWrittenAsync(KubeApi api, string objects)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await api.ApplyAsync(objects);
                return;
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(200, limit.Token);
            }
        }
    }

    private static string Service(string name) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec: {ports: [{port: 80, name: http}]}

        """;
}
