using System.Net;
using System.Net.Sockets;
using Istio.Core.Net;
using Istio.Http.Relaying;
using Istio.Reactor;
using TcpListener = Istio.Reactor.TcpListener;

namespace Istio.Benchmarks.Allocations;

/// <summary>A chunk through a relay between two sockets, there and back, with blocking sockets at both ends.</summary>
internal sealed class RelayOperation : Operation
{
    private readonly ReactorLoop _loop = ReactorLoop.Start("relay");
    private readonly Socket _client = NewSocket();
    private readonly Socket _server;
    private readonly byte[] _chunk;
    private Task<RelayResult> _relay = null!;

    private RelayOperation(int size)
    {
        _chunk = new byte[size];
        using Socket target = NewSocket();
        target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        target.Listen();
        var port = (ushort)((IPEndPoint)target.LocalEndPoint!).Port;
        _loop.RunAsync(() => StartAsync(new IpPort(IpAddress.Loopback, port))).GetAwaiter().GetResult();
        _server = target.Accept();
    }

    public override string Name => $"relay: a chunk of {_chunk.Length / 1024} KiB there and back";

    public override int Count => 500;

    public static Operation Of16KiB() => new RelayOperation(16 * 1024);

    public override void RunOnce()
    {
        Move(_client, _server);
        Move(_server, _client);
    }

    public override void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _relay.GetAwaiter().GetResult();
        _loop.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private async Task StartAsync(IpPort target)
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using TcpListener listener = TcpListener.Listen(_loop, new IpPort(IpAddress.Loopback, 0), TcpListenOptions.Default, accepted.SetResult).Require();
        await Task.Run(() => _client.Connect(new IPEndPoint(IPAddress.Loopback, listener.LocalAddress.Port)));
        TcpStream near = await accepted.Task;
        TcpStream far = (await TcpStream.ConnectAsync(_loop, target, TcpConnectOptions.Default)).Require();
        _relay = Relay.RunAsync(near, far, new RelayCounters());
    }

    private void Move(Socket from, Socket to)
    {
        from.Send(_chunk);
        for (int received = 0; received < _chunk.Length;)
        {
            received += to.Receive(_chunk, received, _chunk.Length - received, SocketFlags.None);
        }
    }
}
