using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Load.Processes;
using Istio.Testing;

namespace Istio.Load.Pairs;

/// <summary>
/// Two published ztunnels, each the node of one workload on a loopback address of its own, with a policy, metrics and access log. State comes from a local
/// file and certificates from the programs' built-in CA, so nothing but the data plane is at work. Callers enter by SOCKS5, as captured traffic needs root.
/// </summary>
internal static class ZtunnelPair
{
    private const string ClientNode = "client-node";
    private const string ServerNode = "server-node";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private static string Program => Path.Combine(RepositoryPaths.Artifacts, "aot", "Ztunnel", "ztunnel");

    public static bool IsAvailable => File.Exists(Program);

    public static async Task<ProxyPair> StartAsync(IpPort application, string folder)
    {
        var (caller, callee) = (SceneAddresses.Caller, application.Address);
        var state = Path.Combine(folder, "ztunnel-state.yaml");
        File.WriteAllText(state, State(caller, callee));
        var server = await StartOneAsync(ServerNode, state, folder, new IpPort(callee, Ports.Hbone));
        var client = await StartOneAsync(ClientNode, state, folder, new IpPort(caller, Ports.Socks5));
        return new ProxyPair("ztunnel", new ProxyEntry(client.Address, application), client, server);
    }

    private static Task<ChildProcess> StartOneAsync(string node, string state, string folder, IpPort listens)
    {
        var environment = new Dictionary<string, string>
        {
            ["PROXY_MODE"] = "standalone",
            ["NODE_NAME"] = node,
            ["LOCAL_XDS_PATH"] = state,
            ["FAKE_CA"] = "true",
            ["XDS_ADDRESS"] = "",
            ["UNSTABLE_ENABLE_SOCKS5"] = "true",
            ["IPV6_ENABLED"] = "false",
            ["READINESS_PORT"] = "0",
            ["PROXY_CONFIG"] = "{proxyAdminPort: 0, statsPort: 0}",
        };
        return ChildProcess.StartListeningAsync(Program, ["proxy"], folder, environment, listens, StartTimeout);
    }

    private static string State(IpAddress caller, IpAddress callee) => $"""
        workloads:
        {Workload("client", caller, ClientNode)}
        {Workload("server", callee, ServerNode)}
        policies:
        - name: from-client
          namespace: default
          scope: Namespace
          action: Allow
          rules:
          - - - principals:
                - Exact: cluster.local/ns/default/sa/client
            - - notDestinationPorts: [9999]
        """;

    private static string Workload(string name, IpAddress address, string node) => $"""
        - uid: bench//v1/Pod/default/{name}
          name: {name}
          namespace: default
          serviceAccount: {name}
          trustDomain: cluster.local
          workloadIps: ["{address}"]
          protocol: HBONE
          node: {node}
          network: ""
          canonicalName: {name}
          canonicalRevision: v1
          workloadName: {name}
          workloadType: deployment
          clusterId: Kubernetes
        """;
}
