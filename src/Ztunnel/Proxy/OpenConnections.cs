using Istio.Reactor;
using Ztunnel.Proxy.Telemetry;

namespace Ztunnel.Proxy;

/// <summary>The open connections of one workload on one loop.</summary>
internal sealed class OpenConnections
{
    private readonly HashSet<OpenConnection> _all = [];
    private TaskCompletionSource? _empty;

    public int Count => _all.Count;

    /// <summary>A copy: ending one connection removes it from the set.</summary>
    public OpenConnection[] ToArray() => [.. _all];

    public bool Contains(OpenConnection connection) => _all.Contains(connection);

    public void Add(OpenConnection connection) => _all.Add(connection);

    /// <summary>Carries an open connection to its end. Does not throw: it is not awaited.</summary>
    public async Task CarryAsync(OpenConnection connection, ByteStream client, ByteStream server)
    {
        Outcome outcome;
        try
        {
            outcome = connection.OutcomeOf(await connection.RelayAsync(client, server));
        }
        catch (Exception failure)
        {
            Logs.Proxy.Error($"a relay failed: {failure}");
            client.Abort();
            server.Abort();
            outcome = Outcome.Failed(Cause.RelayFailed, failure.Message);
        }

        Close(connection, outcome);
    }

    /// <summary>Removes a connection that has ended and writes its outcome.</summary>
    public void Close(OpenConnection connection, in Outcome outcome)
    {
        connection.Record.Close(outcome);
        if (_all.Remove(connection) && _all.Count == 0)
        {
            _empty?.TrySetResult();
        }
    }

    /// <summary>Completes when no connection is open.</summary>
    public Task WhenEmpty()
    {
        if (_all.Count == 0)
        {
            return Task.CompletedTask;
        }

        _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _empty.Task;
    }

    public void EndAll(in Outcome outcome)
    {
        foreach (var connection in ToArray())
        {
            connection.End(outcome);
        }
    }
}
