using Istio.Core.Net;
using Istio.Http.Relaying;
using Istio.Reactor;
using Ztunnel.Policies;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy;

/// <summary>A connection between its admission and its end, as needed by what may end it early: policies, trust, the drain.</summary>
/// <param name="record">Its telemetry.</param>
/// <param name="facts">What policies look at; null for outbound connections, for which this proxy evaluates no policy.</param>
internal sealed class OpenConnection(ConnectionRecord record, ConnectionFacts? facts)
{
    private Relay? _relay;

    public ConnectionRecord Record { get; } = record;

    public ConnectionFacts? Facts { get; } = facts;

    /// <summary>What the application asked for; outbound only, and without an address when it named a service that has none.</summary>
    public IpPort OriginalDestination { get; init; }

    /// <summary>The mesh connection that carries it; null for plain TCP.</summary>
    public ByteStream? Transport { get; set; }

    /// <summary>Why it was ended early; null while it was not.</summary>
    public Outcome? Ending { get; private set; }

    /// <summary>Ends the connection now; the first reason counts. Only on its loop.</summary>
    public void End(in Outcome outcome)
    {
        Ending ??= outcome;
        _relay?.Stop(outcome.Detail ?? outcome.Cause.ToString());
    }

    /// <summary>Starts to carry bytes; completes when both sides have finished or the connection was ended.</summary>
    /// <param name="client">The side that asked.</param>
    /// <param name="server">The side that was asked.</param>
    public Task<RelayResult> RelayAsync(ByteStream client, ByteStream server)
    {
        _relay = new Relay(client, server, Record.Bytes);
        if (Ending is { } early)
        {
            _relay.Stop(early.Detail ?? string.Empty); // Before the first byte: what has arrived meanwhile is not delivered.
        }

        return _relay.RunAsync();
    }

    /// <summary>The outcome for a relay that has ended.</summary>
    public Outcome OutcomeOf(in RelayResult result) =>
        Ending ?? (result.IsOrdinaryEnd ? Outcome.Complete : Outcome.Failed(Cause.RelayFailed, result.Failure?.Detail ?? result.StopCause ?? "unknown"));
}
