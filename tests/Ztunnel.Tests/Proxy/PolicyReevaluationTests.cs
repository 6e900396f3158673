using Istio.Core.Identity;
using Istio.Core.Metrics;
using Istio.Core.Net;
using Istio.Reactor;
using Ztunnel.Policies;
using Ztunnel.Proxy;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Tests.Proxy;

public sealed class PolicyReevaluationTests : IDisposable
{
    private static readonly Workload Server = new() { Uid = "c//Pod/shop/server", Name = "server", Namespace = "shop" };

    private readonly ReactorLoop _loop = ReactorLoop.Start("policies");
    private readonly MeshStore _mesh = new();
    private readonly OpenConnections _open = new();
    private readonly TrafficMetrics _metrics = new(new MetricRegistry());
    private readonly RefusalLog _refusals = new(TimeProvider.System);
    private readonly SteppingTime _time = new(TimeSpan.FromMilliseconds(1));

    public PolicyReevaluationTests() => _mesh.Apply(builder => builder.Put(Server));

    [Fact]
    public async Task Other_work_of_the_loop_goes_on_between_two_slices()
    {
        Open(400, distinct: 400);

        var turns = await RunAsync();

        Assert.InRange(turns, 100, 400); // A slice is two steps of the clock here.
    }

    [Fact]
    public async Task Facts_that_connections_share_are_evaluated_once()
    {
        Open(1_000, distinct: 10);
        var pass = Pass();

        await RunAsync(pass);

        Assert.Equal(10, pass.Evaluations);
    }

    [Fact]
    public async Task Only_connections_that_policies_deny_now_end()
    {
        var connections = Open(40, distinct: 4);
        var outbound = Add(null);
        Deny("caller-1");

        await RunAsync();

        Assert.All(connections, (connection, i) => Assert.Equal(i % 4 == 1, connection.Ending is not null));
        Assert.Equal(Outcome.PolicyChange, connections[1].Ending);
        Assert.Null(outbound.Ending);
    }

    [Fact]
    public async Task What_is_left_is_evaluated_with_policies_that_came_meanwhile()
    {
        var connections = Open(40, distinct: 4);

        await RunAsync(Pass(), turn =>
        {
            if (turn == 1)
            {
                Deny("caller-3");
            }
        });

        Assert.NotNull(connections[39].Ending);
    }

    [Fact]
    public async Task A_connection_that_ended_meanwhile_is_not_touched()
    {
        var connections = Open(40, distinct: 40);
        Deny("caller-39");

        await RunAsync(Pass(), turn =>
        {
            if (turn == 1)
            {
                _open.Close(connections[39], Outcome.Complete);
            }
        });

        Assert.Null(connections[39].Ending);
    }

    [Fact]
    public async Task A_slice_lasts_as_long_as_the_other_work_did()
    {
        var time = new SteppingTime(TimeSpan.Zero);
        var slices = new LoopSlices(time);
        await _loop.RunAsync(async () =>
        {
            Assert.False(slices.IsOver);
            time.Advance(LoopSlices.Shortest);
            Assert.True(slices.IsOver);

            var next = slices.NextAsync();
            time.Advance(TimeSpan.FromMilliseconds(7));
            await next;

            time.Advance(TimeSpan.FromMilliseconds(6));
            Assert.False(slices.IsOver);
            time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(slices.IsOver);

            next = slices.NextAsync();
            time.Advance(TimeSpan.FromHours(1));
            await next;
            time.Advance(LoopSlices.Longest);
            Assert.True(slices.IsOver);
        });
    }

    public void Dispose()
    {
        _refusals.Dispose();
        _loop.Dispose();
    }

    /// <summary>Runs a pass on the loop beside other work of the loop.</summary>
    /// <returns>How many turns that work had.</returns>
    private Task<int> RunAsync(PolicyReevaluation? pass = null, Action<int>? onTurn = null) => _loop.RunAsync(async () =>
    {
        var turns = 0;
        var running = (pass ?? Pass()).RunAsync();
        while (!running.IsCompleted)
        {
            turns++;
            onTurn?.Invoke(turns);
            await Task.Yield();
        }

        await running;
        return turns;
    });

    private PolicyReevaluation Pass() => new(_open, _mesh, new LoopSlices(_time));

    private OpenConnection[] Open(int count, int distinct) => [.. Enumerable.Range(0, count).Select(i => Add($"caller-{i % distinct}"))];

    // A record uses the metrics, the log of refusals and the clock, and nothing else.
    private ProxyServices Services() => new(null!, _mesh, null!, _metrics, null!, _refusals, TimeProvider.System);

    private OpenConnection Add(string? account)
    {
        var address = IpPort.Parse("10.0.0.2:8080");
        var parties = new TrafficParties(Reporter.Destination, null, null, null, Server, null, IsMutualTls: true);
        var record = ConnectionRecord.Open(Services(), parties, address, address, null);
        ConnectionFacts? facts = account is null
            ? null
            : new ConnectionFacts(IpAddress.Parse("10.0.0.1"), new PeerIdentity(new SpiffeId("cluster.local", "shop", account)), address, Server);
        var connection = new OpenConnection(record, facts);
        _open.Add(connection);
        return connection;
    }

    private void Deny(string account) => _mesh.Apply(builder => builder.Put(new AuthorizationPolicy
    {
        Name = "deny",
        Namespace = "shop",
        Key = "shop/deny",
        Scope = PolicyScope.Namespace,
        Action = PolicyAction.Deny,
        Rules = [new([new([new() { Principals = [new(StringMatchKind.Exact, $"cluster.local/ns/shop/sa/{account}")] }])])],
    }));
}
