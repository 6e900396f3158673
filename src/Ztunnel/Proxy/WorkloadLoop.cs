using Istio.Core.Identity;
using Istio.Core.Logging;
using Istio.Core.Names;
using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Proxy.Inbound;
using Ztunnel.Proxy.Outbound;
using Ztunnel.Proxy.Socks;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy;

/// <summary>
/// One workload's proxy on one loop: its listeners, its pool of outbound HBONE connections and everything that is open. Nothing here is
/// shared with another loop or another workload, so nothing is locked.
/// </summary>
internal sealed class WorkloadLoop
{
    private readonly ReactorLoop _loop;
    private readonly ProxyServices _services;
    private readonly LocalWorkload _workload;
    private readonly InboundTunnels _tunnels;
    private readonly InboundPassthrough _passthrough;
    private readonly OutboundConnections _outbound;
    private readonly SocksEntry _socks;
    private readonly List<TcpListener> _listeners = [];

    public WorkloadLoop(ReactorLoop loop, ProxyServices services, LocalWorkload workload, IpAddress? bindAddress)
    {
        _loop = loop;
        _services = services;
        _workload = workload;
        _tunnels = new InboundTunnels(loop, services, workload, Open);
        _passthrough = new InboundPassthrough(loop, services, workload, Open);
        _outbound = new OutboundConnections(loop, services, workload, Open, bindAddress);
        _socks = new SocksEntry(services, workload, _outbound);
    }

    public OpenConnections Open { get; } = new();

    private bool Spoofing => _services.Settings.RequireOriginalSource ?? true;

    /// <summary>Opens the listeners of the sides; on the loop.</summary>
    /// <param name="announce">The sides whose listeners are logged: another loop may have the same.</param>
    /// <returns>Null when all are open.</returns>
    public StreamFailure? Listen(IpAddress address, TrafficSides sides, TrafficSides announce) =>
        (sides.HasFlag(TrafficSides.Inbound) ? ListenInbound(address, announce.HasFlag(TrafficSides.Inbound)) : null)
        ?? (sides.HasFlag(TrafficSides.Outbound) ? ListenOutbound(address, announce.HasFlag(TrafficSides.Outbound)) : null);

    public void StopListening()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        _listeners.Clear();
    }

    /// <summary>Takes no more work and lets what is open finish.</summary>
    public void Drain()
    {
        StopListening();
        _tunnels.Drain();
        _outbound.Drain();
    }

    /// <summary>Ends what is still open.</summary>
    public void Close()
    {
        StopListening();
        Open.EndAll(Outcome.Drain);
        _tunnels.Close();
        _outbound.Close();
    }

    /// <summary>Evaluates every open inbound connection again, with the workload and the policies as they are now.</summary>
    public Task ReevaluateAsync() => new PolicyReevaluation(Open, _services.Mesh, new LoopSlices(_loop.Time)).RunAsync();

    /// <summary>Ends every mesh connection whose peer does not verify against the trust bundle in force now.</summary>
    public Task VerifyPeersAsync() =>
        new TrustReverification(Open, _services.Tls.Verifies, new LoopSlices(_loop.Time)).RunAsync([.. _tunnels.Connections(), .. _outbound.Connections()]);

    /// <summary>Opens no more tunnels under identities that this workload had once; those that are open may end.</summary>
    public void DrainIdentities(IReadOnlySet<SpiffeId> identities) => _outbound.DrainIdentities(identities);

    // A socks5 client sits in the pod beside the application, so in a pod the entry is on loopback only.
    private static IpPort SocksAddress(IpAddress address) =>
        new(address.IsUnspecified ? IpAddress.Loopback : address, Ports.Socks5);

    private StreamFailure? ListenInbound(IpAddress address, bool first) =>
        ListenOn("inbound", new(address, Ports.Hbone), keepAlive: false, Spoofing, first, _tunnels.ServeAsync)
        ?? ListenOn("inbound plaintext", new(address, Ports.Inbound), keepAlive: true, Spoofing, first, _passthrough.ServeAsync);

    private StreamFailure? ListenOutbound(IpAddress address, bool first) =>
        ListenOn("outbound", new(address, Ports.Outbound), keepAlive: true, Spoofing, first, _outbound.ServeCapturedAsync)
        ?? (_services.Settings.Socks5
            ? ListenOn("socks5", SocksAddress(address), keepAlive: true, false, first, _socks.ServeAsync)
            : null);

    private StreamFailure? ListenOn(string component, IpPort address, bool keepAlive, bool transparent, bool first, Func<TcpStream, Task> serve)
    {
        var options = new TcpListenOptions
        {
            ReusePort = true,
            Pauses = _services.Metrics.AcceptPauses,
            Transparent = transparent,
            KeepAlive = keepAlive ? _services.Settings.KeepAlive.ToTcp() : null,
            WithinHost = address.Port is Ports.Outbound or Ports.Socks5 ? true : null, // Those callers are the served workload.
        };
        var listening = TcpListener.Listen(_loop, address, options, stream => ServedConnection.Begin(stream, serve));
        if (!listening.Succeeded)
        {
            return listening.Failure;
        }

        var isTransparent = transparent && listening.Value.Warning is null;
        if (_services.Settings.RequireOriginalSource == true && transparent && !isTransparent)
        {
            listening.Value.Dispose();
            return listening.Value.Warning;
        }

        _listeners.Add(listening.Value);
        if (first)
        {
            Logs.Proxy.Begin(LogLevel.Info, "listener established")
                .Value("address", listening.Value.LocalAddress)
                .Text("component", component)
                .Value("transparent", isTransparent)
                .Write();
        }

        return null;
    }
}
