using System.Net;
using Istio.Core.Names;

namespace Ztunnel.Tests.Programs;

/// <summary>The files and environment of a ztunnel process that is the node of one workload, on a loopback address of its own.</summary>
internal sealed record StandaloneNode(IPAddress Address, IReadOnlyDictionary<string, string> Environment)
{
    private static int _next = Random.Shared.Next(250);

    public IPEndPoint Hbone => new(Address, Ports.Hbone);

    public static StandaloneNode Create(string folder)
    {
        // Addresses that nobody else on this machine uses: the process id and a counter. In-process meshes of these tests have 64 to 127.
        var network = 128 + (System.Environment.ProcessId % 64);
        var address = IPAddress.Parse($"127.{network}.{Interlocked.Increment(ref _next) % 250}.9");
        var state = Path.Combine(folder, "state.yaml");
        File.WriteAllText(state, $"""
            workloads:
            - uid: test//v1/Pod/default/server
              name: server
              namespace: default
              serviceAccount: server
              trustDomain: cluster.local
              workloadIps: ["{address}"]
              protocol: HBONE
              node: here
              network: ""
              clusterId: Kubernetes
            """);
        return new(address, new Dictionary<string, string>
        {
            ["PROXY_MODE"] = "standalone",
            ["NODE_NAME"] = "here",
            ["LOCAL_XDS_PATH"] = state,
            ["FAKE_CA"] = "true",
            ["XDS_ADDRESS"] = "",
            ["IPV6_ENABLED"] = "false",
            ["READINESS_PORT"] = "0",
            ["PROXY_CONFIG"] = "{proxyAdminPort: 0, statsPort: 0}",
            ["TERMINATION_GRACE_PERIOD_SECONDS"] = "6",
        });
    }
}
