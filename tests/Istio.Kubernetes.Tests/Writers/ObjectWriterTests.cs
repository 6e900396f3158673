using System.Text;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.Writers;

/// <summary>Against a real API server.</summary>
public sealed class ObjectWriterTests(SharedKubeApi shared)
{
    private static readonly Resource ConfigMaps = new("", "v1", "configmaps");
    private static readonly Resource Services = new("", "v1", "services");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_is_created_once()
    {
        using var client = await ConnectAsync("writer-create");
        var target = new WriteTarget(ConfigMaps, "writer-create", "settings");
        var writer = Writer(client);

        var stored = await writer.CreateAsync(target, ObjectText.ConfigMap(target, """ "data": {"a": "1"} """), Cancellation);

        Assert.NotEmpty(ObjectText.Read(stored, "metadata", "uid")!);
        var again = await Assert.ThrowsAsync<ApiException>(() => writer.CreateAsync(target, ObjectText.ConfigMap(target, """ "data": {} """), Cancellation));
        Assert.True(again.IsConflict);
    }

    [Fact]
    public async Task A_replacement_counts_only_for_the_version_that_was_read()
    {
        using var client = await ConnectAsync("writer-replace");
        var target = new WriteTarget(ConfigMaps, "writer-replace", "settings");
        var writer = Writer(client);
        var first = await writer.CreateAsync(target, ObjectText.ConfigMap(target, """ "data": {"a": "1", "b": "1"} """), Cancellation);

        var second = await writer.ReplaceAsync(target, MergePatch.Apply(first, """{"data": {"a": "2"}}"""u8.ToArray()), Cancellation);

        Assert.Equal("2", ObjectText.Read(second, "data", "a"));
        Assert.Equal("1", ObjectText.Read(second, "data", "b"));
        var late = await Assert.ThrowsAsync<ApiException>(() => writer.ReplaceAsync(target, first, Cancellation));
        Assert.True(late.IsConflict);
        await Assert.ThrowsAsync<ArgumentException>(() => writer.ReplaceAsync(target, ObjectText.ConfigMap(target, """ "data": {} """), Cancellation));
    }

    [Fact]
    public async Task A_field_manager_owns_what_it_applies_until_another_forces_it()
    {
        using var client = await ConnectAsync("writer-apply");
        var target = new WriteTarget(ConfigMaps, "writer-apply", "settings");
        var writer = Writer(client);
        await writer.ApplyAsync(target, ObjectText.ConfigMap(target, """ "data": {"a": "1", "b": "1"} """), "first", force: false, Cancellation);

        var other = ObjectText.ConfigMap(target, """ "data": {"a": "2"} """);
        var refused = await Assert.ThrowsAsync<ApiException>(() => writer.ApplyAsync(target, other, "second", force: false, Cancellation));
        Assert.True(refused.IsConflict);
        await writer.ApplyAsync(target, other, "second", force: true, Cancellation);
        var stored = await writer.ApplyAsync(target, ObjectText.ConfigMap(target, """ "data": {} """), "first", force: false, Cancellation);

        Assert.Equal("2", ObjectText.Read(stored, "data", "a"));
        Assert.Null(ObjectText.Read(stored, "data", "b"));
    }

    [Fact]
    public async Task A_status_is_written_apart_from_its_object()
    {
        using var client = await ConnectAsync("writer-status");
        var service = new WriteTarget(Services, "writer-status", "web");
        var writer = Writer(client);
        var created = await writer.CreateAsync(service, Service("""{"ports": [{"port": 80}]}"""), Cancellation);
        var status = service with { IsStatus = true };

        await writer.ApplyAsync(status, Service("""{"ports": [{"port": 81}]}""", Condition("Applied")), "istio-ambient-service", force: true, Cancellation);
        var patch = Encoding.UTF8.GetBytes($$"""{"metadata": {"resourceVersion": "{{ObjectText.Read(created, "metadata", "resourceVersion")}}"} }""");
        var late = await Assert.ThrowsAsync<ApiException>(() => writer.MergePatchAsync(status, patch, Cancellation));

        Assert.True(late.IsConflict);
        var stored = await client.GetAsync(Services.Path("writer-status", "web"), Cancellation);
        Assert.Contains("Applied", ObjectText.Read(stored, "status", "conditions")!);
        Assert.Contains("80", ObjectText.Read(stored, "spec", "ports")!);
        Assert.Contains("istio-ambient-service", ObjectText.Read(stored, "metadata", "managedFields")!);
    }

    [Fact]
    public async Task A_merge_patch_changes_what_it_names()
    {
        using var client = await ConnectAsync("writer-patch");
        var target = new WriteTarget(ConfigMaps, "writer-patch", "settings");
        var writer = Writer(client);
        await writer.CreateAsync(target, ObjectText.ConfigMap(target, """ "data": {"a": "1", "b": "1"} """), Cancellation);

        var stored = await writer.MergePatchAsync(target, """{"data": {"a": null, "c": "3"}}"""u8.ToArray(), Cancellation);

        Assert.Null(ObjectText.Read(stored, "data", "a"));
        Assert.Equal("1", ObjectText.Read(stored, "data", "b"));
        Assert.Equal("3", ObjectText.Read(stored, "data", "c"));
    }

    [Fact]
    public async Task A_deletion_keeps_to_its_preconditions()
    {
        using var client = await ConnectAsync("writer-delete");
        var target = new WriteTarget(ConfigMaps, "writer-delete", "settings");
        var writer = Writer(client);
        var stored = await writer.CreateAsync(target, ObjectText.ConfigMap(target, """ "data": {} """), Cancellation);

        var other = await Assert.ThrowsAsync<ApiException>(() => writer.DeleteAsync(target, new(Uid: Guid.NewGuid().ToString()), Cancellation));

        Assert.True(other.IsConflict);
        Assert.True(await writer.DeleteAsync(target, new(ObjectText.Read(stored, "metadata", "uid")!, ObjectText.Read(stored, "metadata", "resourceVersion")!), Cancellation));
        Assert.False(await writer.DeleteAsync(target, default, Cancellation));
    }

    private static ObjectWriter Writer(ApiClient client) => new(client, new(80, 160, TimeProvider.System), TimeProvider.System);

    private static byte[] Service(string spec, string status = "{}") => Encoding.UTF8.GetBytes(
        $$"""{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "writer-status"}, "spec": {{spec}}, "status": {{status}} }""");

    private static string Condition(string reason) => $$"""
        {"conditions": [{"type": "istio.io/WaypointBound", "status": "True", "reason": "{{reason}}", "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}
        """;

    private async Task<ApiClient> ConnectAsync(string ns)
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(ObjectText.Namespace(ns));
        return new(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");
    }
}
