using System.Text.Json;
using Istio.Core.Values;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;
using Istio.Kubernetes.Writers;

namespace Istiod.Authority.Distribution;

/// <summary>
/// Keeps the ConfigMap with the roots right in every namespace of the mesh, for as long as it runs: it watches the namespaces and these ConfigMaps, and writes
/// what is missing or wrong. What it costs follows what has changed.
/// </summary>
internal sealed class RootDistributor : IDisposable
{
    private const int Workers = 4;

    private readonly ApiClient _client;
    private readonly RootWriter _writer;
    private readonly DistributionSettings _settings;
    private readonly Func<ValueMap<string, string>, bool> _includes;
    private readonly Func<string> _pem;
    private readonly TimeProvider _time;
    private readonly NamespaceQueue _queue;
    private readonly WatchedRows<NamespaceRow> _namespaces;
    private readonly WatchedRows<RootRow> _roots;

    /// <param name="includes">Whether the namespace with these labels belongs to the mesh. Any thread.</param>
    /// <param name="pem">The roots now; empty while there are none. Any thread.</param>
    public RootDistributor(
        ApiClient client, ObjectWriter writer, DistributionSettings settings, Func<ValueMap<string, string>, bool> includes, Func<string> pem, TimeProvider time)
    {
        (_client, _settings, _includes, _pem, _time) = (client, settings, includes, pem, time);
        _writer = new(client, writer, settings.ConfigMapName);
        _queue = new(time);
        _namespaces = new(static head => head.Name, NamespaceRow.Read, _queue.Add);
        _roots = new(static head => head.Namespace, ReadRoots, _queue.Add);
    }

    /// <summary>Looks at every namespace: what is right costs no request. Any thread.</summary>
    public void Recheck()
    {
        foreach (var ns in _namespaces.Namespaces())
        {
            _queue.Add(ns);
        }
    }

    /// <summary>Runs until it is cancelled; nothing of it runs afterwards.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var namespaces = new Reflector(_client, new(new("", "v1", "namespaces", IsNamespaced: false)) { MetadataOnly = true }, _namespaces, _time);
        using var roots = new Reflector(_client, new(RootConfigMap.Resource, FieldSelector: $"metadata.name={_settings.ConfigMapName}"), _roots, _time);
        var synced = Task.WhenAll(namespaces.Synced, roots.Synced);
        List<Task> tasks = [namespaces.RunAsync(all.Token), roots.RunAsync(all.Token), ResyncAsync(all.Token)];
        tasks.AddRange(Enumerable.Range(0, Workers).Select(_ => WorkAsync(synced, all.Token)));

        // Each runs until it is cancelled: the first that ends has failed, or all of them are cancelled.
        await Task.WhenAny(tasks);
        await all.CancelAsync();
        await Task.WhenAll(tasks);
    }

    public void Dispose() => _queue.Dispose();

    private RootRow ReadRoots(JsonElement root)
    {
        // Of the same text, thousands of times, one is kept.
        var (row, pem) = (RootConfigMap.Read(root), _pem());
        return row.Pem == pem ? row with { Pem = pem } : row;
    }

    private async Task ResyncAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(_settings.Resync, _time, stopping);
            Recheck();
        }
    }

    /// <param name="synced">Before it nobody knows what is missing.</param>
    private async Task WorkAsync(Task synced, CancellationToken stopping)
    {
        await synced.WaitAsync(stopping);
        while (true)
        {
            var ns = await _queue.TakeAsync(stopping);
            try
            {
                await PutRightAsync(ns, stopping);
                _queue.Done(ns);
            }
            catch (Exception failure) when (failure is ApiException or HttpRequestException or IOException or JsonException)
            {
                Report(ns, failure, _queue.TryLater(ns));
            }
        }
    }

    private void Report(string ns, Exception failure, bool isTriedAgain)
    {
        var message = $"{_settings.ConfigMapName} of namespace {ns} was not written: {failure.GetBaseException().Message}";
        if (isTriedAgain)
        {
            Logs.Controllers.Debug(message);
        }
        else
        {
            Logs.Controllers.Warn($"{message}; tried {NamespaceQueue.MostAttempts} times, next at a change or within {_settings.Resync.TotalMinutes:F0} minutes");
        }
    }

    private bool Wants(string ns) =>
        ns is not ("kube-public" or "kube-node-lease" or "local-path-storage") && _namespaces.Find(ns) is { IsTerminating: false } row && _includes(row.Labels);

    private async Task PutRightAsync(string ns, CancellationToken cancellation)
    {
        var (pem, row) = (_pem(), _roots.Find(ns));
        if (pem.Length > 0 && row?.IsRight(pem) != true && Wants(ns))
        {
            await _writer.PutRightAsync(ns, row is not null, pem, cancellation);
        }
    }
}
