using Google.Protobuf;
using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Security.Issuance;
using Ztunnel.Settings;
using Ztunnel.Tests.Proxy;
using Message = Istio.Api.Workload;
using Policy = Istio.Api.Security;

namespace Ztunnel.Tests.Discovery;

public sealed class DiscoveryTests
{
    [Fact]
    public async Task The_state_comes_from_istiod_and_then_the_proxy_is_ready()
    {
        await using var istiod = await FakeIstiod.StartAsync();
        istiod.Service.Put(TypeUrls.Address, "c//Pod/shop/web", Workload("web", "10.0.0.1"));
        istiod.Service.Put(TypeUrls.Authorization, "shop/nothing", new Policy.Authorization { Name = "nothing", Namespace = "shop", Scope = Policy.Scope.Namespace });
        await using var program = await StartAsync(istiod);

        await program.Readiness.WhenReady.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("web", program.Mesh.Current.WorkloadAt("", IpAddress.Parse("10.0.0.1"))!.Name);
        Assert.True(program.Mesh.Current.Policies.TryGet("shop/nothing", out _));
    }

    [Fact]
    public async Task The_proxy_introduces_itself_as_ztunnel_does()
    {
        await using var istiod = await FakeIstiod.StartAsync();
        await using var program = await StartAsync(istiod);
        await program.Readiness.WhenReady.WaitAsync(TimeSpan.FromSeconds(20));

        var first = istiod.Service.Requests.First();

        Assert.Equal(TypeUrls.Address, first.TypeUrl);
        Assert.Equal("ztunnel~10.1.1.1~ztunnel-x.istio-system~istio-system.svc.cluster.local", first.Node.Id);
        Assert.Equal("node-1", first.Node.Metadata.Fields["NODE_NAME"].StringValue);
        Assert.Equal("true", first.Node.Metadata.Fields["DRY_RUN_POLICIES"].StringValue);
        Assert.Equal("1.28.4", first.Node.Metadata.Fields["ISTIO_VERSION"].StringValue);
        // The proxy is ready without an answer of this type, so the request may arrive later.
        await Eventually.HoldsAsync(() => istiod.Service.Requests.Any(request => request.TypeUrl == TypeUrls.ProxyConfig));
    }

    [Fact]
    public async Task One_bad_resource_is_refused_by_name_and_the_others_are_used()
    {
        await using var istiod = await FakeIstiod.StartAsync();
        istiod.Service.Put(TypeUrls.Address, "c//Pod/shop/web", Workload("web", "10.0.0.1"));
        istiod.Service.Put(TypeUrls.Address, "c//Pod/shop/bad", new Message.Address { Workload = new Message.Workload { Uid = "c//Pod/shop/bad", Addresses = { ByteString.CopyFrom(1, 2, 3) } } });
        await using var program = await StartAsync(istiod);
        await program.Readiness.WhenReady.WaitAsync(TimeSpan.FromSeconds(20));

        var refusal = await Eventually.GetAsync(() => istiod.Service.Requests.FirstOrDefault(r => r.ErrorDetail is not null), r => r is not null);

        Assert.Contains("c//Pod/shop/bad", refusal!.ErrorDetail.Message, StringComparison.Ordinal);
        Assert.Single(program.Mesh.Current.Workloads);
    }

    [Fact]
    public async Task Without_istiod_the_proxy_goes_on_and_resumes_without_a_full_push()
    {
        var istiod = await FakeIstiod.StartAsync();
        var service = istiod.Service;
        service.Put(TypeUrls.Address, "c//Pod/shop/web", Workload("web", "10.0.0.1"));
        await using var program = await StartAsync(istiod);
        await program.Readiness.WhenReady.WaitAsync(TimeSpan.FromSeconds(20));
        var port = istiod.Port;

        await istiod.DisposeAsync();
        Assert.Empty(program.Readiness.Pending);
        Assert.Single(program.Mesh.Current.Workloads);
        service.Requests.Clear();
        service.Sent.Clear();
        service.Put(TypeUrls.Address, "c//Pod/shop/api", Workload("api", "10.0.0.2"));
        await using var back = await FakeIstiod.StartAsync(port, service);

        await Eventually.HoldsAsync(() => program.Mesh.Current.Workloads.Count == 2);
        Assert.Equal(["c//Pod/shop/api"], service.Sent);
        Assert.Contains(service.Requests, request => request.InitialResourceVersions.ContainsKey("c//Pod/shop/web"));
    }

    [Fact]
    public async Task A_published_trust_bundle_is_put_in_force()
    {
        await using var istiod = await FakeIstiod.StartAsync();
        var authority = new LocalIssuer("cluster.local", TimeSpan.FromHours(1), TimeProvider.System);
        istiod.Service.Put(TypeUrls.ProxyConfig, "", new Istio.Api.Mesh.ProxyConfig { CaCertificatesPem = { authority.Roots.Pem } });
        await using var program = await StartAsync(istiod);

        await Eventually.HoldsAsync(() => program.Trust.Current.Equals(authority.Roots));
    }

    [Fact]
    public async Task A_response_whose_application_throws_is_rejected_and_the_proxy_goes_on_with_what_it_has()
    {
        var log = LogCapture.Instance;
        await using var istiod = await FakeIstiod.StartAsync();
        var authority = new LocalIssuer("cluster.local", TimeSpan.FromHours(1), TimeProvider.System);
        istiod.Service.Put(TypeUrls.Address, "c//Pod/shop/web", Workload("web", "10.0.0.1"));
        istiod.Service.Put(TypeUrls.ProxyConfig, "", new Istio.Api.Mesh.ProxyConfig { CaCertificatesPem = { authority.Roots.Pem } });
        await using var program = await StartAsync(
            istiod, static program => program.Trust.Subscribe(static _ => throw new InvalidOperationException("no room for a root")));

        var rejection = await Eventually.GetAsync(
            () => istiod.Service.Requests.FirstOrDefault(request => request.ErrorDetail is not null), request => request is not null);

        Assert.Equal(TypeUrls.ProxyConfig, rejection!.TypeUrl);
        Assert.Contains("no room for a root", rejection.ErrorDetail.Message, StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines("no room for a root"));
        Assert.True(program.Trust.Current.IsEmpty);
        await program.Readiness.WhenReady.WaitAsync(TimeSpan.FromSeconds(20));

        istiod.Service.Put(TypeUrls.Address, "c//Pod/shop/api", Workload("api", "10.0.0.2"));
        istiod.Service.BreakStreams();
        await Eventually.HoldsAsync(() => program.Mesh.Current.Workloads.Count == 2);
    }

    private static Message.Address Workload(string name, string address) => new()
    {
        Workload = new Message.Workload
        {
            Uid = $"c//Pod/shop/{name}",
            Name = name,
            Namespace = "shop",
            Addresses = { ByteString.CopyFrom(IpAddress.Parse(address).ToIPAddress().GetAddressBytes()) },
        },
    };

    private static async Task<ZtunnelProgram> StartAsync(FakeIstiod istiod, Action<ZtunnelProgram>? prepare = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["PROXY_MODE"] = "standalone",
            ["NODE_NAME"] = "node-1",
            ["POD_NAME"] = "ztunnel-x",
            ["POD_NAMESPACE"] = "istio-system",
            ["ISTIO_META_ISTIO_VERSION"] = "1.28.4",
            ["XDS_ADDRESS"] = istiod.Address.ToString(),
            ["FAKE_CA"] = "true",
            ["READINESS_PORT"] = "0",
            ["PROXY_CONFIG"] = "{proxyAdminPort: 0, statsPort: 0}",
        };
        var settings = new SettingsReader(environment, _ => null).Read() with { InstanceIp = "10.1.1.1" };
        var program = new ZtunnelProgram(settings, TimeProvider.System);
        prepare?.Invoke(program);
        await program.StartAsync();
        return program;
    }
}
