using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Ztunnel.Policies;
using Ztunnel.Proxy.Headers;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Proxy.Inbound;

/// <summary>The HBONE side of a workload on one loop: mutual TLS, HTTP/2, and each CONNECT carried on to the application.</summary>
internal sealed class InboundTunnels
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly ProxyServices _services;
    private readonly LocalWorkload _workload;
    private readonly OpenConnections _open;
    private readonly ApplicationDialer _application;
    private readonly TunnelServer _server;
    private readonly Dictionary<ByteStream, InboundPeer> _peers = [];

    public InboundTunnels(ReactorLoop loop, ProxyServices services, LocalWorkload workload, OpenConnections open)
    {
        _services = services;
        _workload = workload;
        _open = open;
        _application = new ApplicationDialer(loop, services.Settings);
        _server = new TunnelServer(ServerOptions(services.Settings), HandleAsync);
    }

    /// <summary>The mesh connections served now, each with what closes it.</summary>
    public IEnumerable<(TlsStream Transport, Action Close)> Connections() =>
        _peers.Select(peer => ((TlsStream)peer.Key, (Action)peer.Key.Abort));

    public void Drain() => _server.Drain();

    public void Close() => _server.Close();

    /// <summary>Serves one accepted connection until it ends.</summary>
    public async Task ServeAsync(TcpStream stream)
    {
        var source = stream.RemoteAddress;
        var local = stream.LocalAddress;
        var handshake = await HandshakeAsync(stream);
        if (!handshake.Succeeded)
        {
            var cause = handshake.Failure.Reason == FailureReason.NoPeerCertificate ? Cause.CertificateMissing : Cause.HandshakeFailed;
            EarlyDenial.Log(_services.Refusals, source, local, Reporter.Destination, Outcome.Failed(cause, handshake.Failure.Detail));
            stream.Dispose();
            return;
        }

        var transport = handshake.Value;
        var identity = transport.Peer.Identity is { } id ? new PeerIdentity(id) : null;
        _peers.Add(transport, new InboundPeer(source, local, identity));
        try
        {
            await _server.ServeAsync(transport);
        }
        finally
        {
            _peers.Remove(transport);
        }
    }

    private static Http2Options ServerOptions(Settings.ZtunnelSettings settings) => Http2Options.HboneServer with
    {
        StreamWindow = settings.StreamWindow,
        ConnectionWindow = settings.ConnectionWindow,
        MaxFrameSize = settings.FrameSize,
    };

    /// <summary>The certificate is the local workload's, chosen for each connection; the client's must be of the same trust domain.</summary>
    private async ValueTask<IoResult<TlsStream>> HandshakeAsync(TcpStream stream)
    {
        if (await _workload.FetchAsync(_services.Clock) is not { } workload)
        {
            return new StreamFailure(FailureReason.NoPeerCertificate, "failed to fetch information about local workload");
        }

        var context = await _services.Tls.ContextAsync(workload.Identity);
        return context.Succeeded
            ? await TlsStream.AcceptAsync(stream, context.Value, PeerRequirement.InTrustDomain(workload.TrustDomain), HandshakeTimeout)
            : context.Failure;
    }

    private Task HandleAsync(TunnelRequest request)
    {
        var peer = _peers[request.Transport];
        var state = _services.Mesh.Current;
        if (!TunnelAuthority.TryParse(request.Authority, out var authority))
        {
            return Refuse(request, peer, 400, $"no valid authority pseudo header: {request.Authority}");
        }

        if (_workload.Current is not { } destination)
        {
            return Refuse(request, peer, 503, "failed to fetch information about local workload");
        }

        var target = InboundTarget.Resolve(state, destination, peer.Local.Address, authority, _services.Settings);
        if (target.Status != 0)
        {
            return Refuse(request, peer, target.Status, target.Error);
        }

        var facts = new ConnectionFacts(peer.Source.Address, peer.Identity, target.Address, destination);
        var parties = Describe(state, request.Headers, peer, authority, destination, target.Address.Port);
        var hboneAddress = authority.Hostname is null ? new IpPort(authority.Address, authority.Port) : target.Address;
        var record = ConnectionRecord.Open(_services, parties, peer.Source, peer.Local, hboneAddress);
        var header = target.ProxyDestination is { } wanted ? ProxyProtocol.Write(peer.Source, wanted, peer.Identity?.Uri) : null;
        return CarryAsync(request, new OpenConnection(record, facts) { Transport = request.Transport }, facts, header);
    }

    private Task Refuse(TunnelRequest request, InboundPeer peer, int status, string? error)
    {
        EarlyDenial.Log(_services.Refusals, peer.Source, peer.Local, Reporter.Destination, Outcome.Failed(Cause.BadRequest, error ?? "refused"));
        request.Refuse(status);
        return Task.CompletedTask;
    }

    private TrafficParties Describe(MeshState state, HeaderList headers, InboundPeer peer, in TunnelAuthority authority, Workload destination, ushort port)
    {
        // A host name came through a gateway: the TCP peer is the gateway, so its address says nothing about the source.
        var known = authority.Hostname is null ? state.WorkloadAt(_services.Settings.Network, peer.Source.Address) : null;
        var claimedHost = authority.Hostname ?? Forwarded.ReadHost(headers);
        return new(
            Reporter.Destination,
            known,
            known is null ? FromBaggage(headers, peer.Identity) : null,
            peer.Identity,
            destination,
            DestinationService.Guess(state, destination, claimedHost, port),
            IsMutualTls: true);
    }

    /// <summary>The namespace is the certificate's whatever the baggage claims.</summary>
    private static TrafficParty? FromBaggage(HeaderList headers, PeerIdentity? identity)
    {
        var claimed = Baggage.Read(headers);
        return identity is null ? claimed : (claimed ?? TrafficParty.Unknown) with { Namespace = identity.Id.Namespace };
    }

    /// <param name="header">What the application gets before the first byte of the client; null for nothing.</param>
    private async Task CarryAsync(TunnelRequest request, OpenConnection connection, ConnectionFacts facts, byte[]? header)
    {
        // Registered before the first check, so that no change of policy can fall between the check and the registration.
        _open.Add(connection);
        if (await AdmitAsync(request, connection, facts, proxied: header is not null) is { } application)
        {
            var tunnel = request.Accept();
            if (header is not null && !await application.WriteAllAsync(header))
            {
                tunnel.Abort();
                application.Dispose();
                _open.Close(connection, Outcome.Failed(Cause.RelayFailed, application.Failure!.Detail));
                return;
            }

            // Not awaited: what only the beginning needed is let go of, an idle tunnel holds its relay and nothing more.
            _ = _open.CarryAsync(connection, tunnel, application);
            return;
        }

        _open.Close(connection, connection.Ending!.Value);
    }

    /// <summary>The connection to the application, made after policy has allowed it. Null: the request is refused and the connection's ending set.</summary>
    private async ValueTask<TcpStream?> AdmitAsync(TunnelRequest request, OpenConnection connection, ConnectionFacts facts, bool proxied)
    {
        var decision = Admission.Decide(_services, facts);
        if (!decision.IsAllowed)
        {
            connection.End(Outcome.Rejected(decision.Reason));
            request.Refuse(401);
            return null;
        }

        var dialled = await _application.DialAsync(facts.SourceAddress, facts.Target, proxied);
        if (dialled.Succeeded && connection.Ending is null)
        {
            return dialled.Value;
        }

        var denied = connection.Ending is not null;
        dialled.Value?.Dispose();
        connection.End(Outcome.Unreachable(dialled.Failure?.Detail ?? "ended meanwhile"));
        request.Refuse(denied ? 401 : 503);
        return null;
    }
}
