using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Proxy.Outbound;
using Ztunnel.Proxy.Routing;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Proxy.Socks;

/// <summary>
/// SOCKS5 (RFC 1928) as an entry for outbound connections: no authentication, CONNECT only, addresses and host names. The client is
/// the served workload, whatever its user name.
/// </summary>
internal sealed class SocksEntry(ProxyServices services, LocalWorkload workload, OutboundConnections outbound)
{
    private static readonly TimeSpan GreetingTimeout = TimeSpan.FromSeconds(10);

    public async Task ServeAsync(TcpStream client)
    {
        var timer = client.Loop.CreateTimer(static stream => ((TcpStream)stream!).Abort(), client);
        timer.Arm(GreetingTimeout);
        var request = await SocksHandshake.ReadAsync(client);
        timer.Cancel();
        if (request.Error is { } error)
        {
            EarlyDenial.Log(services.Refusals, client.RemoteAddress, request.Address, Reporter.Source, Outcome.Failed(Cause.SocksRefused, error));
            client.ShutdownWrite();
            client.Dispose();
            return;
        }

        if (await workload.FetchAsync(services.Clock) is not { } source)
        {
            await DenyAsync(client, request, Outcome.Failed(Cause.SourceUnknown, "failed to fetch information about local workload"));
            return;
        }

        if (await ResolveAsync(request, source) is not { } target)
        {
            await DenyAsync(client, request, Outcome.Failed(Cause.NoRoute, $"no service or address for host: {request.Host}"));
            return;
        }

        await outbound.CarryAsync(client, source, target, SocksReply.Instance);
    }

    private ValueTask DenyAsync(TcpStream client, SocksRequest request, in Outcome outcome)
    {
        EarlyDenial.Log(services.Refusals, client.RemoteAddress, request.Address, Reporter.Source, outcome);
        return SocksReply.Instance.FailAsync(client, outcome.Cause);
    }

    /// <summary>
    /// A service without resolution and without address: connections go where the name leads, as they do when the client looks it up itself. Not past a
    /// waypoint: the
    /// router refuses what it cannot send there.
    /// </summary>
    private static bool IsOnlyAName(Service service, IpAddress address) =>
        address.IsNone && service.Waypoint is null && service.LoadBalancer?.Mode == LoadBalancerMode.Passthrough;

    private async ValueTask<OutboundTarget?> ResolveAsync(SocksRequest request, Workload source)
    {
        if (request.Host is not { } host)
        {
            return OutboundTarget.Of(request.Address);
        }

        if (ServiceNames.Find(services.Mesh.Current, host, source.Namespace, services.Settings.ClusterDomain) is { } service)
        {
            var vip = service.Vips.FirstOrDefault(candidate => candidate.Network == services.Settings.Network);
            if (!IsOnlyAName(service, vip.Address))
            {
                return new OutboundTarget(new(vip.Address, request.Address.Port), service);
            }
        }

        return await services.Names.LookUpAsync(host) is [var address, ..] ? OutboundTarget.Of(new(address, request.Address.Port)) : null;
    }
}
