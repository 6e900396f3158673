using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;
using Istio.Testing.Kubernetes;

namespace Istio.Kubernetes.Tests.ListWatch;

/// <summary>Against a real API server.</summary>
public sealed class ReflectorTests(SharedKubeApi shared)
{
    private static readonly Resource ConfigMaps = new("", "v1", "configmaps");

    [Fact]
    public async Task All_objects_come_then_each_change()
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(ConfigMap("reflector", "first") + ConfigMap("reflector", "second"));
        using var client = new ApiClient(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");
        var sink = new RecordingSink();
        using var reflector = new Reflector(client, new(ConfigMaps, "reflector"), sink, TimeProvider.System);
        await using var running = new BackgroundTask(reflector.RunAsync);
        running.Start();

        await reflector.Synced.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("reflector/first", sink.Objects.Keys);
        Assert.Contains("reflector/second", sink.Objects.Keys);
        await sink.UntilAsync("end");

        await api.ApplyAsync(ConfigMap("reflector", "third"));
        await sink.UntilAsync("put reflector/third");
        await api.KubectlAsync("", "delete", "configmap", "-n", "reflector", "first");
        await sink.UntilAsync("remove reflector/first");
        Assert.DoesNotContain("reflector/first", sink.Objects.Keys);
    }

    [Fact]
    public async Task A_token_and_a_selector_do()
    {
        var api = await shared.GetAsync();
        await api.ApplyAsync(ConfigMap("selected", "one") + ConfigMap("selected", "two"));
        var server = ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System) with
        {
            ClientCertificate = null,
            Credentials = new TokenFile(api.TokenFile, TimeProvider.System),
        };
        using var client = new ApiClient(server, "tests");
        var sink = new RecordingSink();
        using var reflector = new Reflector(client, new(ConfigMaps, FieldSelector: "metadata.name=two"), sink, TimeProvider.System);
        await using var running = new BackgroundTask(reflector.RunAsync);
        running.Start();

        await reflector.Synced.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["selected/two"], sink.Objects.Keys);
    }

    [Fact]
    public async Task A_kind_appears_when_it_is_created()
    {
        var api = await shared.GetAsync();
        using var client = new ApiClient(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");
        var sink = new RecordingSink();
        using var reflector = new Reflector(client, new(new("tests.example", "v1", "widgets")), sink, TimeProvider.System);
        await using var running = new BackgroundTask(reflector.RunAsync);
        running.Start();
        await reflector.Synced.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(sink.Objects);

        await api.ApplyAsync(WidgetDefinition);
        await api.KubectlAsync("", "wait", "--for=condition=Established", "crd/widgets.tests.example", "--timeout=60s");
        await api.ApplyAsync("""{"apiVersion": "tests.example/v1", "kind": "Widget", "metadata": {"name": "w", "namespace": "default"}}""");
        reflector.Wake();

        await sink.UntilAsync("put default/w");
    }

    private const string WidgetDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: widgets.tests.example
        spec:
          group: tests.example
          names: {kind: Widget, plural: widgets}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object}}
        """;

    private static string ConfigMap(string ns, string name) => $"""
        apiVersion: v1
        kind: Namespace
        metadata: {"{"}name: {ns}{"}"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {"{"}name: {name}, namespace: {ns}{"}"}
        data: {"{"}key: value{"}"}
        ---

        """;
}
