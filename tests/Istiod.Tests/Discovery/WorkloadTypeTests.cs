using Istio.Api.Workload;
using Istio.Core.Names;

namespace Istiod.Tests.Discovery;

/// <summary><c>istio.workload.Workload</c> over real streams: the same workloads as in <c>istio.workload.Address</c>, without services.</summary>
public sealed class WorkloadTypeTests
{
    private const string Web1 = "Kubernetes//Pod/shop/web-1";
    private const string Web2 = "Kubernetes//Pod/shop/web-2";

    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
        spec:
          clusterIP: 10.96.0.1
          selector:
            app: web
          ports:
          - name: http
            port: 80

        """;

    [Fact]
    public async Task A_client_of_everything_gets_workloads_and_hears_of_each_change()
    {
        await using var istiod = await StartAsync();
        using var addresses = istiod.Delta();
        using var client = istiod.Delta();
        await addresses.SubscribeAsync(TypeUrls.Address);
        var whole = (await addresses.NextAsync()).Resources.ToDictionary(resource => resource.Name, static resource => resource);

        await client.SubscribeAsync(TypeUrls.Workload);
        var sent = Assert.Single((await client.NextAsync()).Resources);

        Assert.Equal((Web1, TypeUrls.Workload, whole[Web1].Version), (sent.Name, sent.Resource_.TypeUrl, sent.Version));
        Assert.Equal(Address.Parser.ParseFrom(whole[Web1].Resource_.Value).Workload, Workload.Parser.ParseFrom(sent.Resource_.Value));

        istiod.Write("web-2.yaml", SampleObjects.Pod("web-2", "10.0.0.2"));
        Assert.Equal([Web2], (await client.NextAsync()).Resources.Select(static resource => resource.Name));

        File.Delete(Path.Combine(istiod.ConfigFolder, "web-1.yaml"));
        var last = await client.NextAsync();
        Assert.Empty(last.Resources);
        Assert.Equal([Web1], last.RemovedResources);
    }

    [Fact]
    public async Task On_demand_the_address_of_a_service_brings_its_workloads_and_those_that_join()
    {
        await using var istiod = await StartAsync();
        using var client = istiod.Delta();
        await client.SendAsync(new()
        {
            TypeUrl = TypeUrls.Workload,
            Node = RunningIstiod.NodeOf(),
            ResourceNamesSubscribe = { "*" },
            ResourceNamesUnsubscribe = { "*" },
        });

        await client.SendAsync(new() { TypeUrl = TypeUrls.Workload, ResourceNamesSubscribe = { "/10.96.0.1", "/10.96.0.77" } });
        var answer = await client.NextAsync();
        var sent = Assert.Single(answer.Resources);
        Assert.Equal((Web1, "/10.0.0.1"), (sent.Name, Assert.Single(sent.Aliases)));
        Assert.Equal(["/10.96.0.77"], answer.RemovedResources);
        var page = await istiod.PageAsync("/debug/config_dump?proxyID=ztunnel-a");
        Assert.Contains(TypeUrls.Workload, page, StringComparison.Ordinal);
        Assert.DoesNotContain(TypeUrls.Address, page, StringComparison.Ordinal);

        istiod.Write("web-2.yaml", SampleObjects.Pod("web-2", "10.0.0.2"));
        Assert.Equal([Web2], (await client.NextAsync()).Resources.Select(static resource => resource.Name));

        File.Delete(Path.Combine(istiod.ConfigFolder, "web-2.yaml"));
        Assert.Equal([Web2], (await client.NextAsync()).RemovedResources);
    }

    private static Task<RunningIstiod> StartAsync() => RunningIstiod.StartAsync(static directory =>
    {
        directory.Write("config/namespaces.yaml", SampleObjects.Namespaces);
        directory.Write("config/service.yaml", Service);
        directory.Write("config/web-1.yaml", SampleObjects.Pod("web-1", "10.0.0.1"));
    });
}
