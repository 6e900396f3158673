using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Policies;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Captured plain TCP towards a workload: policies are evaluated as for a tunnel, with a peer without identity.</summary>
internal sealed class InboundPassthrough(ReactorLoop loop, ProxyServices services, LocalWorkload workload, OpenConnections open)
{
    private readonly ApplicationDialer _application = new(loop, services.Settings);

    public async Task ServeAsync(TcpStream client)
    {
        var source = client.RemoteAddress;
        var target = client.TryGetOriginalDestination(out var original) ? original : client.LocalAddress;
        if (services.Settings.IsForbiddenPort(target.Port))
        {
            Deny(client, source, target, Outcome.Failed(Cause.RecursiveCall, "recursive call"));
            return;
        }

        if (await workload.FetchAsync(services.Clock) is not { } destination)
        {
            Deny(client, source, target, Outcome.Failed(Cause.SourceUnknown, "failed to fetch information about local workload"));
            return;
        }

        var facts = new ConnectionFacts(source.Address, null, target, destination);
        var record = ConnectionRecord.Open(services, Describe(source, target, destination), source, target, null);
        var connection = new OpenConnection(record, facts);
        open.Add(connection);
        var (application, refusal) = await AdmitAsync(facts);
        if (application is null)
        {
            client.Abort();
            open.Close(connection, refusal);
            return;
        }

        _ = open.CarryAsync(connection, client, application); // an idle connection holds its relay and nothing of this method
    }

    private void Deny(TcpStream client, IpPort source, IpPort target, in Outcome outcome)
    {
        EarlyDenial.Log(services.Refusals, source, target, Reporter.Destination, outcome);
        client.Dispose();
    }

    private TrafficParties Describe(IpPort source, IpPort target, Workload destination)
    {
        var state = services.Mesh.Current;
        return new(
            Reporter.Destination,
            state.WorkloadAt(services.Settings.Network, source.Address),
            null,
            null,
            destination,
            DestinationService.Guess(state, destination, null, target.Port),
            IsMutualTls: false);
    }

    /// <summary>The connection to the application, made after policy has allowed it, or why there is none.</summary>
    private async ValueTask<(TcpStream? Application, Outcome Refusal)> AdmitAsync(ConnectionFacts facts)
    {
        var decision = Admission.Decide(services, facts);
        if (!decision.IsAllowed)
        {
            return (null, Outcome.Rejected(decision.Reason));
        }

        var dialled = await _application.DialAsync(facts.SourceAddress, facts.Target, proxied: false);
        return dialled.Succeeded ? (dialled.Value, default) : (null, Outcome.Unreachable(dialled.Failure.Detail));
    }
}
