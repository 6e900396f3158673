using System.Text;

namespace Ztunnel.Tests.Proxy;

/// <summary>Applications that know nothing of the proxy, in network namespaces with redirect rules.</summary>
public sealed class CaptureTests
{
    private const string Workloads = """
        workloads:
        - {uid: c//v1/Pod/default/client, name: client, namespace: default, serviceAccount: client, trustDomain: cluster.local, workloadIps: [10.77.0.1], protocol: HBONE, node: a}
        - {uid: c//v1/Pod/default/server, name: server, namespace: default, serviceAccount: server, trustDomain: cluster.local, workloadIps: [10.77.0.2], protocol: HBONE, node: b}

        """;

    private const string OnlyMutualTls = """
        policies:
        - {name: strict, namespace: default, scope: Namespace, action: Deny, rules: [[[{notPrincipals: [!Presence ""]}]]]}
        """;

    [Fact]
    public Task Captured_connections_pass_a_policy_that_demands_mutual_tls() => WithPodsAsync(async (client, server, application) =>
    {
        await server.CaptureAsync("server", Workloads + OnlyMutualTls);
        await client.CaptureAsync("client", Workloads);

        using var socket = client.Connect(server.Address, application.Port);

        Assert.Equal("hello", Exchange(socket));
        Assert.Equal([client.Address], application.Callers); // not the proxy's
    });

    [Fact]
    public Task A_plain_connection_that_is_allowed_keeps_its_address_too() => WithPodsAsync(async (client, server, application) =>
    {
        await server.CaptureAsync("server", Workloads);

        using var socket = client.Connect(server.Address, application.Port);

        Assert.Equal("hello", Exchange(socket));
        Assert.Equal([client.Address], application.Callers);
    });

    [Fact]
    public Task A_pod_that_calls_itself_reaches_itself() => WithPodsAsync(async (_, server, application) =>
    {
        await server.CaptureAsync("server", Workloads);

        using var socket = server.Connect(server.Address, application.Port);

        Assert.Equal("hello", Exchange(socket));
    });

    [Fact]
    public Task Plain_connections_are_captured_too_and_policies_evaluated() => WithPodsAsync(async (client, server, application) =>
    {
        await server.CaptureAsync("server", Workloads + OnlyMutualTls);

        using var refused = client.Connect(server.Address, application.Port); // no proxy at the client: plain text

        Assert.Equal("", Exchange(refused));
        Assert.Empty(application.Callers);
    });

    private static async Task WithPodsAsync(Func<PodNamespace, PodNamespace, EchoServer, Task> body)
    {
        RequireRoot();
        var (client, server) = await PodNamespace.CreatePairAsync();
        await using var left = client;
        await using var right = server;
        await using var application = server.StartEcho();
        await body(client, server, application);
    }

    private static string Exchange(System.Net.Sockets.Socket socket)
    {
        try
        {
            socket.Send("hello"u8);
            var buffer = new byte[5];
            return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
        }
        catch (System.Net.Sockets.SocketException e) when (e.SocketErrorCode is System.Net.Sockets.SocketError.ConnectionReset or System.Net.Sockets.SocketError.Shutdown)
        {
            return "";
        }
    }

    private static void RequireRoot()
    {
        if (Environment.UserName != "root")
        {
            Assert.Skip("network namespaces need root");
        }

        foreach (var program in new[] { "ip", "iptables" })
        {
            if (!new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Any(folder => File.Exists(Path.Combine(folder, program))))
            {
                Assert.Skip($"{program} is not installed");
            }
        }
    }
}
