using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Http.Relaying;
using Istio.Load.Pairs;
using Istio.Reactor;
using Istio.Reactor.Tls;

namespace Istio.Load.Programs;

/// <summary>The server side of a bare HBONE pair.</summary>
internal sealed class TunnelExit
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly IpPort _application;
    private readonly TlsContext _context;
    private readonly Dictionary<ReactorLoop, TunnelServer> _servers = [];

    public TunnelExit(ReactorLoop[] loops, IpPort application, string certificates)
    {
        _application = application;
        _context = MeshCertificates.LoadContext(certificates, MeshCertificates.Server);
        foreach (var loop in loops)
        {
            _servers.Add(loop, new TunnelServer(Http2Options.HboneServer, HandleAsync));
        }
    }

    public async void Serve(TcpStream accepted)
    {
        var secured = await TlsStream.AcceptAsync(accepted, _context, PeerRequirement.InTrustDomain("cluster.local"), HandshakeTimeout);
        if (secured.Succeeded)
        {
            await _servers[accepted.Loop].ServeAsync(secured.Value);
        }
    }

    private async Task HandleAsync(TunnelRequest request)
    {
        var dialled = await TcpStream.ConnectAsync(request.Loop, _application, TcpConnectOptions.Default);
        if (dialled.Succeeded)
        {
            await Relay.RunAsync(request.Accept(), dialled.Value, new RelayCounters());
        }
        else
        {
            request.Refuse(503);
        }
    }
}
