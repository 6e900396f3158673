using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Leases;
using Istio.Kubernetes.Writers;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.Leases;

/// <summary>Against a real API server, with candidates that have clients of their own.</summary>
public sealed class LeaderElectionTests(SharedKubeApi shared)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(0.5);

    /// <summary>What a busy machine may add.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("configmap")]
    [InlineData("lease")]
    public async Task After_a_leader_is_gone_another_leads_when_the_lease_has_run_out(string form)
    {
        var server = await ServerAsync("election-gone");
        var work = new ExclusiveWork();
        await using var first = Start(server, form, "election-gone", Settings("first"), work);
        Assert.Equal("begin first", await work.NextAsync());
        await using var second = Start(server, form, "election-gone", Settings("second"), work);
        await UntilSeenRenewalAsync(server, form, "election-gone");

        var cut = Stopwatch.GetTimestamp();
        first.Cut();
        Assert.Equal("end first", await work.NextAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(cut), TimeSpan.Zero, Deadline + Slack);
        Assert.Equal("begin second", await work.NextAsync());

        // The last renewal was at most a retry period before the cut.
        Assert.InRange(Stopwatch.GetElapsedTime(cut), Lease - (2 * Retry), Lease + Slack);
        Assert.Equal(1, work.Most);
    }

    [Theory]
    [InlineData("configmap")]
    [InlineData("lease")]
    public async Task A_release_hands_over_at_once(string form)
    {
        var server = await ServerAsync("election-release");
        var work = new ExclusiveWork();
        var slow = Settings("first") with { LeaseDuration = TimeSpan.FromMinutes(10), RenewDeadline = TimeSpan.FromMinutes(5), RetryPeriod = TimeSpan.FromMinutes(4) };
        await using var first = Start(server, form, "election-release", slow, work);
        Assert.Equal("begin first", await work.NextAsync());
        await using var second = Start(server, form, "election-release", slow with { Identity = "second" }, work);

        await first.StopAsync();

        Assert.Equal("end first", await work.NextAsync());
        Assert.Equal("begin second", await work.NextAsync());
        Assert.Equal(1, work.Most);
    }

    [Fact]
    public async Task Work_that_is_slow_to_end_keeps_its_lock_until_it_has_ended()
    {
        var server = await ServerAsync("election-slow");
        var work = new ExclusiveWork();
        await using var first = Candidate.Start(server, client => Lock("configmap", client, "election-slow"), Settings("first"), work.Of("first", Lease + Retry));
        Assert.Equal("begin first", await work.NextAsync());
        await using var second = Start(server, "configmap", "election-slow", Settings("second"), work);

        await first.StopAsync();

        Assert.Equal("end first", await work.NextAsync());
        Assert.Equal("begin second", await work.NextAsync());
        Assert.Equal(1, work.Most);
    }

    [Fact]
    public async Task Work_that_does_not_end_in_time_ends_the_election()
    {
        var server = await ServerAsync("election-overrun");
        var never = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        await using var first = Candidate.Start(server, client => Lock("lease", client, "election-overrun"), Settings("first"), _ =>
        {
            begun.SetResult();
            return never.Task;
        });
        await begun.Task.WaitAsync(Cancellation);

        first.Cut();

        await Assert.ThrowsAsync<LeaseOverrunException>(() => first.Completion.WaitAsync(Cancellation));
        never.SetResult();
    }

    [Fact]
    public async Task A_short_outage_ends_nothing()
    {
        var server = await ServerAsync("election-outage");
        var work = new ExclusiveWork();
        var patient = Settings("first") with { LeaseDuration = TimeSpan.FromMinutes(4), RenewDeadline = TimeSpan.FromMinutes(2) };
        await using var first = Start(server, "configmap", "election-outage", patient, work);
        Assert.Equal("begin first", await work.NextAsync());
        first.Cut();
        await Task.Delay(Retry * 3, Cancellation);
        first.Mend();

        await UntilSeenRenewalAsync(server, "configmap", "election-outage");
        await first.StopAsync();

        Assert.Equal("end first", await work.NextAsync());
    }

    [Fact]
    public async Task Work_that_fails_is_tried_again()
    {
        var server = await ServerAsync("election-fault");
        var runs = 0;
        var work = new ExclusiveWork();
        await using var first = Candidate.Start(
            server,
            client => Lock("lease", client, "election-fault"),
            Settings("first"),
            cancellation => ++runs < 3 ? throw new InvalidOperationException("broken on purpose") : work.Of("first")(cancellation));

        Assert.Equal("begin first", await work.NextAsync());
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task The_default_revision_takes_the_lock_and_waits_for_the_former_lease()
    {
        var server = await ServerAsync("election-steal");
        var work = new ExclusiveWork();
        await using var canary = Start(server, "configmap", "election-steal", Settings("canary") with { Revision = "canary" }, work);
        Assert.Equal("begin canary", await work.NextAsync());

        await using var stable = Start(server, "configmap", "election-steal", Settings("stable") with { DefaultRevision = static () => "default" }, work);

        Assert.Equal("end canary", await work.NextAsync());
        Assert.Equal("begin stable", await work.NextAsync());
        Assert.Equal(1, work.Most);
        using var client = new ApiClient(server, "tests");
        var record = (await Lock("configmap", client, "election-steal").ReadAsync(Cancellation))!.Record!;
        Assert.Equal("default", record.HolderKey);
        Assert.Equal(1, record.LeaderTransitions);
    }

    [Fact]
    public async Task Without_election_everybody_leads()
    {
        var server = await ServerAsync("election-off");
        var work = new ExclusiveWork();
        await using var first = Start(server, "configmap", "election-off", Settings("one") with { IsEnabled = false }, work);
        await using var second = Start(server, "configmap", "election-off", Settings("one") with { IsEnabled = false }, work);

        Assert.Equal("begin one", await work.NextAsync());
        Assert.Equal("begin one", await work.NextAsync());
        using var client = new ApiClient(server, "tests");
        Assert.Null(await Lock("configmap", client, "election-off").ReadAsync(Cancellation));
    }

    [Fact]
    public async Task A_ConfigMap_keeps_what_else_it_has_and_its_record_is_that_of_client_go()
    {
        var server = await ServerAsync("election-record");
        using var client = new ApiClient(server, "tests");
        var target = new WriteTarget(new("", "v1", "configmaps"), "election-record", "lock");
        var body = ObjectText.ConfigMap(target, """ "data": {"kept": "yes"} """, """, "annotations": {"kept": "too"}""");
        await new ObjectWriter(client, new(80, 160, TimeProvider.System), TimeProvider.System).CreateAsync(target, body, Cancellation);
        var work = new ExclusiveWork();
        await using var first = Start(server, "configmap", "election-record", Settings("first") with { IsRemote = true }, work);
        Assert.Equal("begin first", await work.NextAsync());

        var stored = await client.GetAsync(target.Resource.Path("election-record", "lock"), Cancellation);

        Assert.Equal("yes", ObjectText.Read(stored, "data", "kept"));
        Assert.Equal("too", ObjectText.Read(stored, "metadata", "annotations", "kept"));
        using var record = JsonDocument.Parse(ObjectText.Read(stored, "metadata", "annotations", "control-plane.alpha.kubernetes.io/leader")!);
        Assert.Equal(
            ["holderIdentity", "holderKey", "leaseDurationSeconds", "acquireTime", "renewTime", "leaderTransitions"],
            record.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal("first", record.RootElement.GetProperty("holderIdentity").GetString());
        Assert.Equal("^default", record.RootElement.GetProperty("holderKey").GetString());
        Assert.Equal(4, record.RootElement.GetProperty("leaseDurationSeconds").GetInt32());
        Assert.Equal(0, record.RootElement.GetProperty("leaderTransitions").GetInt32());
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", record.RootElement.GetProperty("renewTime").GetString()!);
    }

    [Fact]
    public async Task A_Lease_has_the_fields_of_client_go_and_a_release_has_no_holder()
    {
        var server = await ServerAsync("election-lease");
        using var client = new ApiClient(server, "tests");
        var work = new ExclusiveWork();
        await using var first = Start(server, "lease", "election-lease", Settings("first"), work);
        Assert.Equal("begin first", await work.NextAsync());
        var path = new Resource("coordination.k8s.io", "v1", "leases").Path("election-lease", "lock");

        var held = await client.GetAsync(path, Cancellation);
        await first.StopAsync();
        var released = await client.GetAsync(path, Cancellation);

        Assert.Equal("first", ObjectText.Read(held, "spec", "holderIdentity"));
        Assert.Equal("4", ObjectText.Read(held, "spec", "leaseDurationSeconds"));
        Assert.Equal("0", ObjectText.Read(held, "spec", "leaseTransitions"));
        Assert.NotNull(ObjectText.Read(held, "spec", "acquireTime"));
        Assert.True(string.IsNullOrEmpty(ObjectText.Read(released, "spec", "holderIdentity")));
        Assert.Equal("1", ObjectText.Read(released, "spec", "leaseDurationSeconds"));
    }

    [Fact]
    public async Task The_times_of_another_clock_count_for_nothing_and_a_broken_record_runs_out()
    {
        var server = await ServerAsync("election-clock");
        using var client = new ApiClient(server, "tests");
        var target = new WriteTarget(new("", "v1", "configmaps"), "election-clock", "lock");
        var writer = new ObjectWriter(client, new(80, 160, TimeProvider.System), TimeProvider.System);
        var old = """{"holderIdentity":"dead","leaseDurationSeconds":2,"acquireTime":"2001-01-01T00:00:00Z","renewTime":"2001-01-01T00:00:00Z","leaderTransitions":7}""";
        await writer.CreateAsync(target, Locked(target, old), Cancellation);
        var work = new ExclusiveWork();
        var start = Stopwatch.GetTimestamp();
        await using (Start(server, "configmap", "election-clock", Settings("first"), work))
        {
            Assert.Equal("begin first", await work.NextAsync());
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2) + Slack);
            Assert.Equal(8, (await Lock("configmap", client, "election-clock").ReadAsync(Cancellation))!.Record!.LeaderTransitions);
        }

        Assert.Equal("end first", await work.NextAsync());
        await writer.MergePatchAsync(target, Locked(target, "no record"), Cancellation);
        start = Stopwatch.GetTimestamp();
        await using var second = Start(server, "configmap", "election-clock", Settings("second"), work);

        Assert.Equal("begin second", await work.NextAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(start), Lease - Retry, Lease + Slack);
    }

    [Fact]
    public async Task Many_candidates_that_come_and_go_never_lead_together()
    {
        var server = await ServerAsync("election-many");
        var work = new ExclusiveWork();
        var candidates = Enumerable.Range(0, 4).Select(i => Start(server, "configmap", "election-many", Settings($"c{i}"), work)).ToList();
        for (var i = 0; i < 3; i++)
        {
            var begun = (await work.NextAsync())["begin c".Length..];
            await candidates[int.Parse(begun)].StopAsync();
            Assert.Equal($"end c{begun}", await work.NextAsync());
        }

        Assert.StartsWith("begin", await work.NextAsync());
        Assert.Equal(1, work.Most);
        foreach (var candidate in candidates)
        {
            await candidate.DisposeAsync();
        }
    }

    private static byte[] Locked(WriteTarget target, string record) => ObjectText.ConfigMap(
        target, """ "data": {} """, $$""", "annotations": {"{{ConfigMapLock.Annotation}}": "{{Encoding.UTF8.GetString(JsonEncodedText.Encode(record).EncodedUtf8Bytes)}}"}""");

    private static ElectionSettings Settings(string identity) => new() { Identity = identity, LeaseDuration = Lease, RenewDeadline = Deadline, RetryPeriod = Retry };

    private static ILeaderLock Lock(string form, ApiClient client, string ns) =>
        form == "lease" ? new LeaseLock(client, ns, "lock") : new ConfigMapLock(client, ns, "lock");

    private static Candidate Start(ApiServer server, string form, string ns, ElectionSettings settings, ExclusiveWork work) =>
        Candidate.Start(server, client => Lock(form, client, ns), settings, work.Of(settings.Identity));

    /// <summary>Waits for two renewals, so that a candidate has seen one.</summary>
    private static async Task UntilSeenRenewalAsync(ApiServer server, string form, string ns)
    {
        using var client = new ApiClient(server, "tests");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var texts = new HashSet<string>();
        while (texts.Count < 3)
        {
            texts.Add((await Lock(form, client, ns).ReadAsync(limit.Token))?.Text ?? "");
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<ApiServer> ServerAsync(string ns)
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(ObjectText.Namespace(ns));
        return ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System);
    }
}
