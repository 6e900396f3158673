using Istio.Core.Identity;
using Istio.Core.Net;
using Istio.Http.Connect;
using Istio.Http.Http2;
using Istio.Reactor;
using Istio.Reactor.Tls;
using Ztunnel.Proxy.Headers;
using Ztunnel.Proxy.Routing;
using Ztunnel.Proxy.Socks;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Proxy.Outbound;

/// <summary>A workload's own connections on one loop: routed, and carried over HBONE or plain TCP.</summary>
internal sealed class OutboundConnections
{
    private readonly ReactorLoop _loop;
    private readonly ProxyServices _services;
    private readonly LocalWorkload _workload;
    private readonly OpenConnections _open;
    private readonly IpAddress? _bindAddress;
    private readonly Random _random = new();
    private readonly OutboundRouter _router;
    private readonly TunnelPool _pool;
    private (Workload Workload, string Text)? _baggage;

    /// <param name="bindAddress">The source address of everything dialled; null leaves it to the kernel.</param>
    public OutboundConnections(ReactorLoop loop, ProxyServices services, LocalWorkload workload, OpenConnections open, IpAddress? bindAddress)
    {
        _loop = loop;
        _services = services;
        _workload = workload;
        _open = open;
        _bindAddress = bindAddress;
        _router = new OutboundRouter(services.Settings.Network, _random);
        _pool = new TunnelPool(loop, new HboneDialer(loop, services, bindAddress).DialAsync, PoolOptions(services.Settings));
    }

    /// <summary>The pooled mesh connections, each with what closes it.</summary>
    public IEnumerable<(TlsStream Transport, Action Close)> Connections() =>
        _pool.Connections.Select(pooled => ((TlsStream)pooled.Client.Transport, (Action)(() => pooled.Client.Close("untrusted"))));

    /// <summary>Drains the pooled mesh connections that were made under one of these identities.</summary>
    public void DrainIdentities(IReadOnlySet<SpiffeId> identities)
    {
        foreach (var (key, client) in _pool.Connections)
        {
            if (identities.Contains(key.Source))
            {
                client.Drain();
            }
        }
    }

    public void Drain() => _pool.Drain();

    public void Close() => _pool.Close("shutting down");

    /// <summary>Carries a connection that redirect rules brought here.</summary>
    public async Task ServeCapturedAsync(TcpStream client)
    {
        var destination = client.TryGetOriginalDestination(out var original) ? original : client.LocalAddress;
        if (IsRecursive(destination))
        {
            await DenyAsync(client, destination, Outcome.Failed(Cause.RecursiveCall, "recursive call"), NoReply.Instance);
            return;
        }

        if (await _workload.FetchAsync(_services.Clock) is not { } source)
        {
            await DenyAsync(client, destination, Outcome.Failed(Cause.SourceUnknown, "failed to fetch information about local workload"), NoReply.Instance);
            return;
        }

        await CarryAsync(client, source, OutboundTarget.Of(destination), NoReply.Instance);
    }

    /// <summary>Carries a connection to where its client wants to go; the reply reports the result to the client.</summary>
    public async Task CarryAsync(TcpStream client, Workload source, OutboundTarget target, IClientReply reply)
    {
        var state = _services.Mesh.Current;
        var decision = _router.Route(state, source, target);
        if (!decision.IsRouted)
        {
            await DenyAsync(client, target.Address, Outcome.Failed(Cause.NoRoute, decision.Error), reply);
            return;
        }

        var route = decision.Route;
        if (route.NextHop.Address.IsNone)
        {
            _services.Metrics.OnDemandDns(source, route.Upstream?.Hostname ?? string.Empty);
            var resolved = await HostnameResolver.ResolveAsync(_services.Names, route, target.Address.Address);
            if (resolved is null)
            {
                await DenyAsync(client, target.Address, Outcome.Failed(Cause.NoRoute, $"no ip addresses were resolved for workload: {route.Upstream?.Uid}"), reply);
                return;
            }

            route = resolved;
        }

        var record = ConnectionRecord.Open(
            _services,
            Describe(source, route),
            client.RemoteAddress,
            route.NextHop,
            route.Protocol == RouteProtocol.Hbone ? route.Authority : null);
        var connection = new OpenConnection(record, null) { OriginalDestination = target.Address };
        _open.Add(connection);
        var (server, refusal) = route.Protocol == RouteProtocol.Hbone
            ? await TunnelAsync(client, source, route, connection)
            : await DialAsync(route.NextHop);
        if (server is null)
        {
            await reply.FailAsync(client, refusal.Cause);
            _open.Close(connection, connection.Ending ?? refusal);
        }
        else if (await reply.SucceedAsync(client))
        {
            _ = _open.CarryAsync(connection, client, server); // an idle connection holds its relay and nothing of this method
        }
        else
        {
            server.Abort();
            client.Abort();
            _open.Close(connection, Outcome.Complete);
        }
    }

    private static TunnelPoolOptions PoolOptions(Settings.ZtunnelSettings settings) => new()
    {
        UnusedRelease = settings.PoolUnusedTimeout,
        Http2 = Http2Options.HboneClient with
        {
            StreamWindow = settings.StreamWindow,
            ConnectionWindow = settings.ConnectionWindow,
            MaxFrameSize = settings.FrameSize,
            MaxConcurrentStreams = settings.PoolMaxStreams,
        },
    };

    private bool IsRecursive(IpPort destination) =>
        destination.Address.IsLoopback && _services.Settings.IsForbiddenPort(destination.Port);

    private ValueTask DenyAsync(TcpStream client, IpPort destination, in Outcome outcome, IClientReply reply)
    {
        EarlyDenial.Log(_services.Refusals, client.RemoteAddress, destination, Reporter.Source, outcome);
        return reply.FailAsync(client, outcome.Cause);
    }

    private static TrafficParties Describe(Workload source, OutboundRoute route)
    {
        var isMutual = route.Protocol == RouteProtocol.Hbone;
        return new(Reporter.Source, source, null, null, route.Upstream, route.Service, isMutual);
    }

    private async ValueTask<(ByteStream? Server, Outcome Refusal)> TunnelAsync(
        TcpStream client, Workload source, OutboundRoute route, OpenConnection connection)
    {
        var key = new TunnelKey(source.Identity, route.ExpectedIdentities, _bindAddress ?? client.RemoteAddress.Address, route.NextHop);
        var headers = new TunnelHeaders(
            BaggageOf(source),
            Forwarded.Write(client.RemoteAddress, route.Service?.Hostname),
            TraceParent.Create(_random));
        var result = await _pool.ConnectAsync(key, route.Authority.ToString(), headers);
        if (result.Succeeded)
        {
            connection.Transport = result.Transport;
            return (result.Tunnel, default);
        }

        return (null, result.Failure is { } failure ? HboneDialer.Explain(failure) : TunnelStatus.Explain(result.Status));
    }

    private async ValueTask<(ByteStream? Server, Outcome Refusal)> DialAsync(IpPort address)
    {
        var dialled = await _loop.DialAsync(_services.Settings, address, SourceFor(address));
        return dialled.Succeeded ? (dialled.Value, default) : (null, Outcome.Unreachable(dialled.Failure.Detail));
    }

    private IpAddress? SourceFor(IpPort address) => _bindAddress is { } bind && bind.Length == address.Address.Length ? bind : null;

    /// <summary>The same text for all connections of a workload, until the workload changes.</summary>
    private string BaggageOf(Workload source)
    {
        if (_baggage is not { } known || !ReferenceEquals(known.Workload, source))
        {
            _baggage = known = (source, Baggage.Write(source, _services.Settings.ClusterId));
        }

        return known.Text;
    }
}
