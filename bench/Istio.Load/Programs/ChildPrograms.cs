using Istio.Core.Net;
using Istio.Reactor;

namespace Istio.Load.Programs;

/// <summary>The processes of a scene. Each prints one line <c>READY ip:port</c> when it listens and ends when its standard input does.</summary>
internal static class ChildPrograms
{
    /// <summary>Worker threads of every proxy under test: ztunnel's default and what Envoy is started with.</summary>
    public const int Loops = 2;

    public static async Task<int> RunAsync(string name, string[] arguments)
    {
        var loops = new ReactorLoop[name == "app" ? 1 : Loops];
        for (var i = 0; i < loops.Length; i++)
        {
            loops[i] = ReactorLoop.Start($"{name}-{i}");
        }

        var handler = HandlerOf(name, loops, arguments);
        var listen = name == "app" ? IpAddress.Parse(arguments[0]) : IpAddress.Loopback;
        var address = await ListenAsync(new IpPort(listen, 0), loops, handler);
        Console.WriteLine($"READY {address}");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static Action<TcpStream> HandlerOf(string name, ReactorLoop[] loops, string[] arguments) => name switch
    {
        "app" => Application.Serve,
        "relay" => new PlainRelay(IpPort.Parse(arguments[0])).Serve,
        "tunnel-client" => new TunnelEntry(loops, IpPort.Parse(arguments[0]), arguments[1]).Serve,
        "tunnel-server" => new TunnelExit(loops, IpPort.Parse(arguments[0]), arguments[1]).Serve,
        _ => throw new ArgumentException($"no child program {name}"),
    };

    /// <summary>Every loop listens on one address, as ztunnel's do; the first one is given the port.</summary>
    private static async Task<IpPort> ListenAsync(IpPort address, ReactorLoop[] loops, Action<TcpStream> handler)
    {
        var options = new TcpListenOptions { ReusePort = true };
        foreach (var loop in loops)
        {
            var wanted = address;
            address = await loop.RunAsync(() => Task.FromResult(TcpListener.Listen(loop, wanted, options, handler).Require().LocalAddress));
        }

        return address;
    }
}
