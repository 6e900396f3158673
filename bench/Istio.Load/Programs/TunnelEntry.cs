using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Relaying;
using Istio.Load.Pairs;
using Istio.Reactor;
using Istio.Reactor.Tls;

namespace Istio.Load.Programs;

/// <summary>The client side of a bare HBONE pair: what ztunnel does with bytes, without deciding, counting or logging anything.</summary>
internal sealed class TunnelEntry
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly IpPort _server;
    private readonly TlsContext _context;
    private readonly Dictionary<ReactorLoop, TunnelPool> _pools = [];
    private readonly TunnelKey _key;

    public TunnelEntry(ReactorLoop[] loops, IpPort server, string certificates)
    {
        _server = server;
        _context = MeshCertificates.LoadContext(certificates, MeshCertificates.Client);
        _key = new TunnelKey(MeshCertificates.IdentityOf(MeshCertificates.Client), [MeshCertificates.IdentityOf(MeshCertificates.Server)], IpAddress.Loopback, server);
        foreach (var loop in loops)
        {
            _pools.Add(loop, new TunnelPool(loop, _ => DialAsync(loop), new TunnelPoolOptions()));
        }
    }

    public async void Serve(TcpStream accepted)
    {
        var tunnel = await _pools[accepted.Loop].ConnectAsync(_key, _server.ToString(), default);
        if (tunnel.Succeeded)
        {
            await Relay.RunAsync(accepted, tunnel.Tunnel, new RelayCounters());
        }
        else
        {
            accepted.Dispose();
        }
    }

    private async ValueTask<IoResult<ByteStream>> DialAsync(ReactorLoop loop)
    {
        var dialled = await TcpStream.ConnectAsync(loop, _server, TcpConnectOptions.Default);
        if (!dialled.Succeeded)
        {
            return dialled.Failure;
        }

        var expected = PeerRequirement.OneOf([MeshCertificates.IdentityOf(MeshCertificates.Server).ToString()]);
        var secured = await TlsStream.ConnectAsync(dialled.Value, _context, expected, HandshakeTimeout);
        return secured.Succeeded ? secured.Value : secured.Failure;
    }
}
