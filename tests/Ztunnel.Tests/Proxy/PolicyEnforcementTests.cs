using Ztunnel.State;

namespace Ztunnel.Tests.Proxy;

public sealed class PolicyEnforcementTests
{
    private const string DenyClient =
        "[{name: no-client, namespace: shop, scope: Namespace, action: Deny, rules: [[[{principals: [!Exact cluster.local/ns/shop/sa/client]}]]]}]";

    private const string TryDenyClient =
        "[{name: try, namespace: shop, scope: Namespace, action: Deny, dryRun: true, rules: [[[{principals: [!Exact cluster.local/ns/shop/sa/client]}]]]}]";

    private const string AllowOthersBySelector =
        "[{name: others, namespace: shop, scope: WorkloadSelector, action: Allow, rules: [[[{principals: [!Exact cluster.local/ns/shop/sa/other]}]]]}]";

    private static readonly LogCapture Log = LogCapture.Instance;

    [Fact]
    public async Task A_denied_client_gets_a_refusal_and_the_log_names_the_policy()
    {
        await using var mesh = await LoopbackMesh.StartAsync(DenyClient);

        using var client = await mesh.ConnectAsync("server", 80);

        Assert.Equal(2, client.Reply);
        Assert.Empty(mesh.Application.Callers);
        var lines = await Eventually.GetAsync(() => Log.AccessLines(mesh.Server.ToString()), l => l.Count == 2);
        Assert.Contains(lines, line => line.Contains("\terror\taccess", StringComparison.Ordinal) && line.Contains("error=\"http status: 401 Unauthorized\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("error=\"connection closed due to policy rejection: explicitly denied by: shop/no-client\"", StringComparison.Ordinal));
        Assert.Equal(1, MetricsText.Sum(mesh.Right.Metrics, "istio_tcp_connections_closed_total", ("reporter", "destination"), ("response_flags", "DENY")));
    }

    [Fact]
    public async Task A_dry_run_policy_is_reported_and_not_enforced()
    {
        await using var mesh = await LoopbackMesh.StartAsync(TryDenyClient);

        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();

        Assert.Equal(1, MetricsText.Sum(mesh.Right.Metrics, "istio_authz_dry_run_decisions_total", ("policy", "shop/try"), ("decision", "deny")));
        var line = Assert.Single(Log.Lines("dry-run policy would decide differently"), l => l.Contains($"{mesh.Server}:", StringComparison.Ordinal));
        Assert.Contains("enforced=\"allow\" dry_run=\"deny\" reason=\"explicitly denied by: shop/try\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_comes_later_ends_open_connections_and_only_those_it_denies()
    {
        await using var mesh = await LoopbackMesh.StartAsync();
        using var denied = await mesh.ConnectAsync("server", 80);
        using var other = await mesh.ConnectAsync(mesh.PlainVip, 80);
        await denied.PingAsync();
        await other.PingAsync();

        Apply(mesh, builder => builder.Put(LocalStateReader.Read($"policies: {DenyClient}").Policies[0]));

        await denied.WaitForEndAsync();
        await other.PingAsync();
        await AssertClosedByPolicyAsync(mesh);
    }

    [Fact]
    public async Task A_selector_policy_that_changes_ends_open_connections_too()
    {
        await using var mesh = await LoopbackMesh.StartAsync(serverPolicies: "[shop/others]");
        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();

        Apply(mesh, builder => builder.Put(LocalStateReader.Read($"policies: {AllowOthersBySelector}").Policies[0]));

        await client.WaitForEndAsync();
        await AssertClosedByPolicyAsync(mesh);
    }

    [Fact]
    public async Task A_workload_that_a_policy_selects_anew_ends_its_open_connections()
    {
        await using var mesh = await LoopbackMesh.StartAsync(AllowOthersBySelector);
        using var client = await mesh.ConnectAsync("server", 80);
        await client.PingAsync();

        var server = mesh.Right.Mesh.Current.WorkloadByUid("c//Pod/shop/server")!;
        Apply(mesh, builder => builder.Put(server with { AuthorizationPolicies = ["shop/others"] }));

        await client.WaitForEndAsync();
        await AssertClosedByPolicyAsync(mesh);
    }

    [Fact]
    public async Task A_policy_that_goes_away_lets_new_connections_in()
    {
        await using var mesh = await LoopbackMesh.StartAsync(DenyClient);
        Apply(mesh, builder => builder.RemovePolicy("shop/no-client"));

        using var client = await mesh.ConnectAsync("server", 80);

        Assert.Equal(0, client.Reply);
    }

    private static void Apply(LoopbackMesh mesh, Action<MeshStateBuilder> change) => mesh.Right.Mesh.Apply(change);

    private static async Task AssertClosedByPolicyAsync(LoopbackMesh mesh)
    {
        var line = await Eventually.GetAsync(
            () => Log.AccessLines(mesh.Server.ToString()).FirstOrDefault(l => l.Contains("direction=\"inbound\"", StringComparison.Ordinal)), l => l is not null);
        Assert.Contains("error=\"connection closed due to policy change\"", line, StringComparison.Ordinal);
    }
}
