using System.Net;
using Istio.Core.Net;
using Istio.Security.Issuance;
using Ztunnel.Settings;

namespace Ztunnel.Tests.Proxy;

/// <summary>
/// Two nodes on loopback, each with a stand-alone ztunnel: workload "client" on the left, "server" on the right with an echo application,
/// and "plain" outside the mesh. Every mesh has addresses of its own, so that tests run beside each other.
/// </summary>
internal sealed class LoopbackMesh : IAsyncDisposable
{
    private static int _next = Random.Shared.Next(1, 200);

    private readonly List<EchoServer> _applications = [];
    private readonly ICertificateIssuer _issuer;
    private readonly Func<string, Task<IpAddress[]?>>? _lookUp;

    private LoopbackMesh(string network, ICertificateIssuer? issuer, Func<string, Task<IpAddress[]?>>? lookUp)
    {
        _lookUp = lookUp;
        _issuer = issuer ?? Issuer;
        Client = IpAddress.Parse($"{network}.1");
        Server = IpAddress.Parse($"{network}.2");
        Plain = IpAddress.Parse($"{network}.3");
        Vip = IpAddress.Parse($"{network}.100");
        PlainVip = IpAddress.Parse($"{network}.101");
    }

    public IpAddress Client { get; }

    public IpAddress Server { get; }

    public IpAddress Plain { get; }

    /// <summary>Service "server", port 80.</summary>
    public IpAddress Vip { get; }

    /// <summary>Service "plain", port 80.</summary>
    public IpAddress PlainVip { get; }

    public ZtunnelProgram Left { get; private set; } = null!;

    public ZtunnelProgram Right { get; private set; } = null!;

    public LocalIssuer Issuer { get; } = new("cluster.local", TimeSpan.FromHours(24), TimeProvider.System);

    /// <summary>The echo application of the server workload.</summary>
    public EchoServer Application { get; private set; } = null!;

    public EchoServer PlainApplication { get; private set; } = null!;

    public static async Task<LoopbackMesh> StartAsync(
        string policies = "[]",
        string serverPolicies = "[]",
        Func<ZtunnelSettings, ZtunnelSettings>? change = null,
        ICertificateIssuer? issuer = null,
        Func<string, Task<IpAddress[]?>>? lookUp = null)
    {
        _ = LogCapture.Instance; // installed before the first line that a test may look for
        // Addresses that nobody else on this machine uses: the process id and a counter.
        var mesh = new LoopbackMesh($"127.{64 + (Environment.ProcessId % 64)}.{Interlocked.Increment(ref _next) % 250}", issuer, lookUp);
        mesh.Application = mesh.Add(EchoServer.Start(mesh.Server));
        mesh.PlainApplication = mesh.Add(EchoServer.Start(mesh.Plain));
        mesh.Left = await mesh.StartNodeAsync("left", policies, serverPolicies, change);
        mesh.Right = await mesh.StartNodeAsync("right", policies, serverPolicies, change);
        return mesh;
    }

    /// <summary>A connection of the client workload, asked for by address.</summary>
    public Task<SocksClient> ConnectAsync(IpAddress address, int port) => SocksClient.ConnectAsync(Client, new IPEndPoint(address.ToIPAddress(), port));

    public Task<SocksClient> ConnectAsync(string host, int port) => SocksClient.ConnectAsync(Client, new DnsEndPoint(host, port));

    public async ValueTask DisposeAsync()
    {
        await Left.DisposeAsync();
        await Right.DisposeAsync();
        foreach (var application in _applications)
        {
            await application.DisposeAsync();
        }
    }

    private EchoServer Add(EchoServer application)
    {
        _applications.Add(application);
        return application;
    }

    private async Task<ZtunnelProgram> StartNodeAsync(string node, string policies, string serverPolicies, Func<ZtunnelSettings, ZtunnelSettings>? change)
    {
        var settings = new ZtunnelSettings
        {
            Mode = ProxyMode.Standalone,
            Node = node,
            Socks5 = true,
            FakeCa = true,
            LocalState = Yaml(policies, serverPolicies),
            Admin = new(IpAddress.Loopback, 0),
            Stats = new(IpAddress.Loopback, 0),
            Readiness = new(IpAddress.Loopback, 0),
            TerminationDeadline = TimeSpan.FromSeconds(1),
        };
        var program = new ZtunnelProgram(change?.Invoke(settings) ?? settings, TimeProvider.System, _issuer, _lookUp);
        await program.StartAsync();
        await program.Readiness.WhenReady;
        return program;
    }

    private string Yaml(string policies, string serverPolicies) => $$$"""
        workloads:
        - {uid: c//Pod/shop/client, name: client-abc, namespace: shop, serviceAccount: client, trustDomain: cluster.local, workloadIps: [{{{Client}}}], protocol: HBONE, node: left, clusterId: Kubernetes, workloadName: client, canonicalName: client, canonicalRevision: v1, workloadType: deployment}
        - {uid: c//Pod/shop/server, name: server-abc, namespace: shop, serviceAccount: server, trustDomain: cluster.local, workloadIps: [{{{Server}}}], protocol: HBONE, node: right, clusterId: Kubernetes, workloadName: server, canonicalName: server, canonicalRevision: v2, authorizationPolicies: {{{serverPolicies}}}, services: {shop/server.shop.svc.cluster.local: {80: {{{Application.Port}}} } } }
        - {uid: c//Pod/shop/plain, name: plain-abc, namespace: shop, serviceAccount: plain, trustDomain: cluster.local, workloadIps: [{{{Plain}}}], protocol: TCP, node: right, clusterId: Kubernetes, workloadName: plain, services: {shop/plain.shop.svc.cluster.local: {80: {{{PlainApplication.Port}}} } } }
        services:
        - {name: server, namespace: shop, hostname: server.shop.svc.cluster.local, vips: [/{{{Vip}}}], ports: {80: {{{Application.Port}}}, 81: 1 } }
        - {name: plain, namespace: shop, hostname: plain.shop.svc.cluster.local, vips: [/{{{PlainVip}}}], ports: {80: {{{PlainApplication.Port}}} } }
        policies: {{{policies}}}
        """;
}
