using Istio.Testing.Kubernetes;
using Istio.Testing.Logging;

namespace Istiod.Tests.Authority.Distribution;

/// <summary>Against a real API server. Each test has a ConfigMap and a lock of its own, and all namespaces of the server see all of them.</summary>
public sealed class RootDistributionTests(SharedKubeApi shared)
{
    [Fact]
    public async Task Existing_and_new_namespaces_get_the_roots()
    {
        var api = await StartAsync("roots-new");
        await using var watch = new RootWatch(api, "roots-new");
        await using var replica = await Replica.StartAsync(api, "roots-new", "roots-new", static () => "roots");
        await watch.UntilRightAsync("roots", "roots-new", "default", "kube-system");

        await api.ApplyAsync(Namespace("roots-new-later"));

        await watch.UntilRightAsync("roots", "roots-new-later");
        Assert.False(watch.Has("kube-public"));
        Assert.False(watch.Has("kube-node-lease"));
        Assert.Equal(1, watch.Writes("roots-new-later"));
    }

    [Fact]
    public async Task What_somebody_edits_or_deletes_is_put_right()
    {
        var api = await StartAsync("roots-edited");
        await using var watch = new RootWatch(api, "roots-edited");
        await using var replica = await Replica.StartAsync(api, "roots-edited", "roots-edited", static () => "roots");
        await watch.UntilRightAsync("roots", "roots-edited", "default");
        var before = watch.Writes("default");

        await api.KubectlAsync("", "patch", "configmap", "-n", "roots-edited", "roots-edited", "--type=merge", "-p", """{"data": {"root-cert.pem": "others", "more": "kept"}}""");
        await UntilWritesAsync(watch, "roots-edited", 3);
        await watch.UntilRightAsync("roots", "roots-edited");
        await api.KubectlAsync("", "label", "configmap", "-n", "roots-edited", "roots-edited", "istio.io/config-", "mine=kept");
        await UntilWritesAsync(watch, "roots-edited", 5);
        await watch.UntilRightAsync("roots", "roots-edited");

        Assert.Equal("kept", await api.KubectlAsync("", "get", "configmap", "-n", "roots-edited", "roots-edited", "-o", "jsonpath={.data.more}"));
        Assert.Equal("kept", await api.KubectlAsync("", "get", "configmap", "-n", "roots-edited", "roots-edited", "-o", "jsonpath={.metadata.labels.mine}"));
        await api.KubectlAsync("", "delete", "configmap", "-n", "roots-edited", "roots-edited");
        await UntilWritesAsync(watch, "roots-edited", 6);
        await watch.UntilRightAsync("roots", "roots-edited");
        Assert.Equal(before, watch.Writes("default"));
    }

    [Fact]
    public async Task New_roots_are_written_everywhere()
    {
        var api = await StartAsync("roots-rotated");
        var pem = "first";
        await using var watch = new RootWatch(api, "roots-rotated");
        await using var replica = await Replica.StartAsync(api, "roots-rotated", "roots-rotated", () => Volatile.Read(ref pem));
        await watch.UntilRightAsync("first", "roots-rotated", "default");

        Volatile.Write(ref pem, "second");
        replica.Part.Recheck();

        await watch.UntilRightAsync("second", "roots-rotated", "default", "kube-system");
        Assert.Equal(2, watch.Writes("default"));
    }

    [Fact]
    public async Task Discovery_selectors_choose_the_namespaces()
    {
        var api = await StartAsync("roots-selected");
        await api.ApplyAsync(Namespace("roots-chosen", "mesh: chosen") + Namespace("roots-other"));
        var wanted = "chosen";
        await using var watch = new RootWatch(api, "roots-selected");
        await using var replica = await Replica.StartAsync(
            api, "roots-selected", "roots-selected", static () => "roots", labels => labels.TryGetValue("mesh", out var value) && value == Volatile.Read(ref wanted));
        await watch.UntilRightAsync("roots", "roots-chosen");
        Assert.False(watch.Has("roots-other"));

        await api.KubectlAsync("", "label", "namespace", "roots-other", "mesh=chosen");
        await watch.UntilRightAsync("roots", "roots-other");
        await api.KubectlAsync("", "label", "namespace", "roots-selected", "mesh=later");
        Volatile.Write(ref wanted, "later");
        replica.Part.Recheck();

        await watch.UntilRightAsync("roots", "roots-selected");
        Assert.False(watch.Has("default"));
    }

    [Fact]
    public async Task A_namespace_that_is_being_deleted_gets_nothing_and_holds_up_nothing()
    {
        var api = await StartAsync("roots-deleted");
        await api.ApplyAsync($$"""
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "holds", "namespace": "roots-deleted", "finalizers": ["tests.example/holds"]} }
            """);
        await using var watch = new RootWatch(api, "roots-deleted-map");
        await using var replica = await Replica.StartAsync(api, "default", "roots-deleted-map", static () => "roots");
        await watch.UntilRightAsync("roots", "roots-deleted");

        // The namespace controller deletes what is in it, and waits for the finalizer.
        await api.KubectlAsync("", "delete", "namespace", "roots-deleted", "--wait=false");
        await UntilAsync(() => !watch.Has("roots-deleted"));
        await api.ApplyAsync(Namespace("roots-deleted-later"));
        await watch.UntilRightAsync("roots", "roots-deleted-later");

        Assert.False(watch.Has("roots-deleted"));
        Assert.Equal(1, watch.Writes("roots-deleted"));
        await api.KubectlAsync("", "patch", "configmap", "-n", "roots-deleted", "holds", "--type=merge", "-p", """{"metadata": {"finalizers": null}}""");
    }

    [Fact]
    public async Task One_that_the_server_refuses_holds_up_no_other_and_is_tried_again_at_a_change()
    {
        var log = RecordedLog.OfProcess;
        var api = await StartAsync("roots-refused");
        await api.ApplyAsync("""
            {"apiVersion": "v1", "kind": "ConfigMap", "immutable": true, "metadata": {"name": "roots-refused", "namespace": "roots-refused"}, "data": {"root-cert.pem": "old"} }
            """);
        await using var watch = new RootWatch(api, "roots-refused");
        await using var replica = await Replica.StartAsync(api, "roots-refused", "roots-refused", static () => "roots");
        await watch.UntilRightAsync("roots", "default");
        await UntilAsync(() => log.Lines("roots-refused of namespace roots-refused was not written").Count > 0);
        Assert.Equal(1, watch.Writes("roots-refused"));

        await api.KubectlAsync("", "delete", "configmap", "-n", "roots-refused", "roots-refused");

        await watch.UntilRightAsync("roots", "roots-refused");
    }

    [Fact]
    public async Task Of_two_replicas_one_writes_and_the_other_goes_on_when_it_is_gone()
    {
        var api = await StartAsync("roots-two");
        await using var watch = new RootWatch(api, "roots-two");
        await using var first = await Replica.StartAsync(api, "roots-two", "roots-two", static () => "of the first");
        await watch.UntilRightAsync("of the first", "roots-two");
        await using var second = await Replica.StartAsync(api, "roots-two", "roots-two", static () => "of the second", identity: "istiod-2");
        var names = Enumerable.Range(0, 10).Select(i => $"roots-two-{i}").ToArray();
        await api.ApplyAsync(string.Concat(names.Select(name => Namespace(name))));
        await watch.UntilRightAsync("of the first", names);
        Assert.All(names, name => Assert.Equal(1, watch.Writes(name)));

        first.Cut();
        await api.ApplyAsync(Namespace("roots-two-later"));

        await watch.UntilRightAsync("of the second", [.. names, "roots-two-later", "roots-two"]);
        Assert.All(names, name => Assert.Equal(2, watch.Writes(name)));
        Assert.Equal(1, watch.Writes("roots-two-later"));
    }

    private static string Namespace(string name, string labels = "") => $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{name}}
          labels: {{{labels}}}
        ---

        """;

    private static Task UntilWritesAsync(RootWatch watch, string ns, int least) => UntilAsync(() => watch.Writes(ns) >= least);

    private static async Task UntilAsync(Func<bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isReached())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<KubeApi> StartAsync(string ns)
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(Namespace(ns));
        return api;
    }
}
