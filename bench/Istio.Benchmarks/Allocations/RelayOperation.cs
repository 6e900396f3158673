using System.Net;
using System.Net.Sockets;
using Istio.Core.Net;
using Istio.Http.Relaying;
using Istio.Reactor;
using TcpListener = Istio.Reactor.TcpListener;

namespace Istio.Benchmarks.Allocations;

/// <summary>A chunk from a socket through relays to another socket, there and back; the sockets at the ends are blocking ones.</summary>
internal abstract class RelayOperation : Operation
{
    private readonly Socket _client = NewSocket();
    private readonly byte[] _chunk = new byte[16 * 1024];
    private Socket _server = null!;
    private Task<RelayResult> _relay = null!;

    public override int Count => 500;

    protected ReactorLoop Loop { get; } = ReactorLoop.Start("relay");

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
        Loop.Dispose();
    }

    /// <summary>The relay's far side: a stream that ends at the target, on <see cref="Loop"/>.</summary>
    protected abstract Task<ByteStream> DialAsync(IpPort target);

    protected async Task<TcpStream> ConnectAsync(IpPort target) => (await TcpStream.ConnectAsync(Loop, target, TcpConnectOptions.Default)).Require();

    protected TcpListener Listen(Action<TcpStream> onAccepted) =>
        TcpListener.Listen(Loop, new IpPort(IpAddress.Loopback, 0), TcpListenOptions.Default, onAccepted).Require();

    protected void Start()
    {
        using var target = NewSocket();
        target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        target.Listen();
        var port = (ushort)((IPEndPoint)target.LocalEndPoint!).Port;
        Loop.RunAsync(() => StartAsync(new IpPort(IpAddress.Loopback, port))).GetAwaiter().GetResult();
        _server = target.Accept();
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private async Task StartAsync(IpPort target)
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = Listen(accepted.SetResult);
        await Task.Run(() => _client.Connect(new IPEndPoint(IPAddress.Loopback, listener.LocalAddress.Port)));
        var near = await accepted.Task;
        _relay = Relay.RunAsync(near, await DialAsync(target), new RelayCounters());
    }

    private void Move(Socket from, Socket to)
    {
        from.Send(_chunk);
        for (var received = 0; received < _chunk.Length;)
        {
            received += to.Receive(_chunk, received, _chunk.Length - received, SocketFlags.None);
        }
    }
}
