using System.Text.Json;
using System.Threading.Channels;
using Istio.Core.Parts;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;
using Istio.Testing.Kubernetes;
using Istiod.Authority.Distribution;

namespace Istiod.Tests.Authority.Distribution;

/// <summary>What becomes of the ConfigMaps of one name, write by write.</summary>
internal sealed class RootWatch : IWatchSink, IAsyncDisposable
{
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RootRow> _rows = [];
    private readonly Dictionary<string, HashSet<string>> _versions = [];
    private readonly ApiClient _client;
    private readonly Reflector _reflector;
    private readonly BackgroundTask _running;

    public RootWatch(KubeApi api, string configMap)
    {
        _client = new(ClusterAccess.FromKubeconfig(api.Kubeconfig, TimeProvider.System), "tests");
        _reflector = new(_client, new(RootConfigMap.Resource, FieldSelector: $"metadata.name={configMap}"), this, TimeProvider.System);
        _running = new(_reflector.RunAsync);
        _running.Start();
    }

    /// <summary>How many versions of the ConfigMap in this namespace there were.</summary>
    public int Writes(string ns)
    {
        lock (_lock)
        {
            return _versions.TryGetValue(ns, out var versions) ? versions.Count : 0;
        }
    }

    /// <summary>Waits until all these namespaces have these roots.</summary>
    public async Task UntilRightAsync(string pem, params string[] namespaces) =>
        await UntilAsync(rows => namespaces.All(ns => rows.TryGetValue(ns, out var row) && row.IsRight(pem)), $"{pem} in {string.Join(", ", namespaces)}");

    public bool Has(string ns)
    {
        lock (_lock)
        {
            return _rows.ContainsKey(ns);
        }
    }

    public void BeginList()
    {
    }

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        lock (_lock)
        {
            _rows[head.Namespace] = RootConfigMap.Read(document.RootElement);
            (_versions.TryGetValue(head.Namespace, out var versions) ? versions : _versions[head.Namespace] = []).Add(head.Version);
        }

        _changes.Writer.TryWrite(true);
    }

    public void Remove(in ObjectHead head)
    {
        lock (_lock)
        {
            _rows.Remove(head.Namespace);
        }

        _changes.Writer.TryWrite(true);
    }

    public void EndList()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _reflector.Dispose();
        _client.Dispose();
    }

    private async Task UntilAsync(Func<Dictionary<string, RootRow>, bool> isReached, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            lock (_lock)
            {
                if (isReached(_rows))
                {
                    return;
                }
            }

            try
            {
                await _changes.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"never: {what}");
            }
        }
    }
}
