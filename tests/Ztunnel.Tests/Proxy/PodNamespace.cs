using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ztunnel.Tests.Proxy;

/// <summary>A network namespace that stands for a pod: redirect rules as the node agent makes them, and a ztunnel in dedicated mode.</summary>
internal sealed partial class PodNamespace : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    private readonly string _name;
    private Process? _proxy;

    private PodNamespace(string name, IPAddress address)
    {
        _name = name;
        Address = address;
    }

    public IPAddress Address { get; }

    /// <summary>Two pods joined by a cable.</summary>
    public static async Task<(PodNamespace Left, PodNamespace Right)> CreatePairAsync()
    {
        var id = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var left = new PodNamespace($"ztl{id}", IPAddress.Parse("10.77.0.1"));
        var right = new PodNamespace($"ztr{id}", IPAddress.Parse("10.77.0.2"));
        await RunAsync("ip", "netns", "add", left._name);
        await RunAsync("ip", "netns", "add", right._name);
        await RunAsync("ip", "link", "add", left._name, "netns", left._name, "type", "veth", "peer", "name", right._name, "netns", right._name);
        await left.ConfigureAsync();
        await right.ConfigureAsync();
        return (left, right);
    }

    /// <summary>
    /// Redirects everything but the proxy's own connections and loopback by the rules of the node agent, and sends what applications answer to a connection
    /// under a foreign address back to the proxy. Then starts the proxy.
    /// </summary>
    public async Task CaptureAsync(string workload, string localState)
    {
        const string Proxy = "0x539/0xfff", Answer = "0x111/0xfff";
        await RuleAsync("mangle", "PREROUTING", "-m", "mark", "--mark", Proxy, "-j", "CONNMARK", "--set-xmark", Answer);
        await RuleAsync("mangle", "OUTPUT", "-m", "connmark", "--mark", Answer, "-j", "CONNMARK", "--restore-mark", "--nfmask", "0xffffffff", "--ctmask", "0xffffffff");
        await RuleAsync("nat", "PREROUTING", "!", "-d", "127.0.0.1/32", "-p", "tcp", "!", "--dport", "15008", "-m", "mark", "!", "--mark", Proxy, "-j", "REDIRECT", "--to-ports", "15006");
        await RuleAsync("nat", "OUTPUT", "-p", "tcp", "-m", "mark", "--mark", Answer, "-j", "ACCEPT");
        await RuleAsync("nat", "OUTPUT", "!", "-d", "127.0.0.1/32", "-o", "lo", "-j", "ACCEPT");
        await RuleAsync("nat", "OUTPUT", "!", "-d", "127.0.0.1/32", "-p", "tcp", "-m", "mark", "!", "--mark", Proxy, "-j", "REDIRECT", "--to-ports", "15001");
        await InAsync("ip", "rule", "add", "fwmark", Answer, "pref", "32764", "lookup", "100");
        await InAsync("ip", "route", "add", "local", "0.0.0.0/0", "dev", "lo", "table", "100");
        var start = new ProcessStartInfo("ip") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "netns", "exec", _name, "dotnet", typeof(ZtunnelProgram).Assembly.Location, "proxy" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PROXY_MODE"] = "dedicated";
        start.Environment["PROXY_WORKLOAD_INFO"] = $"default/{workload}/{workload}";
        start.Environment["FAKE_CA"] = "true";
        start.Environment["XDS_ADDRESS"] = "";
        start.Environment["LOCAL_XDS"] = localState;
        start.Environment["PACKET_MARK"] = "1337";
        start.Environment["IPV6_ENABLED"] = "false";
        start.Environment["ENABLE_ORIG_SRC"] = "true";
        _proxy = Process.Start(start)!;
        while (await _proxy.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("marking server ready", StringComparison.Ordinal))
            {
                _ = DropAsync(_proxy.StandardOutput);
                return;
            }
        }

        throw new InvalidOperationException($"ztunnel of {workload} ended before it was ready");
    }

    /// <summary>Creates something in the namespace, on a thread that never leaves it.</summary>
    public T Enter<T>(Func<T> create)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{_name}");
                if (SetNamespace(handle, NewNetwork) != 0)
                {
                    throw new InvalidOperationException($"setns: errno {Marshal.GetLastPInvokeError()}");
                }

                result = create();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure;
    }

    public EchoServer StartEcho() => Enter(() => EchoServer.Start(Istio.Core.Net.IpAddress.From(Address)));

    public Socket Connect(IPAddress address, int port) => Enter(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000 };
        socket.Connect(address, port);
        return socket;
    });

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            _proxy.Kill();
            await _proxy.WaitForExitAsync();
            _proxy.Dispose();
        }

        await RunAsync("ip", "netns", "delete", _name);
    }

    private static async Task DropAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is not null)
        {
            // An unread pipe would stop the proxy.
        }
    }

    private async Task ConfigureAsync()
    {
        await InAsync("ip", "link", "set", "lo", "up");
        await InAsync("ip", "address", "add", $"{Address}/24", "dev", _name);
        await InAsync("ip", "link", "set", _name, "up");
    }

    private Task RuleAsync(string table, string chain, params string[] rule) => InAsync(["iptables", "-t", table, "-A", chain, .. rule]);

    private Task InAsync(params string[] command) => RunAsync("ip", ["netns", "exec", _name, .. command]);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle descriptor, int type);
}
