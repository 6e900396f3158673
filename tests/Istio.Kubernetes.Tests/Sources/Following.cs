using Istio.Kubernetes.Client;
using Istio.Kubernetes.Sources;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istio.Kubernetes.Tests.Sources;

/// <summary>A source that runs, and what it has said so far.</summary>
internal sealed class Following : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ClusterSource _source;

    private Following(ClusterSource source) => _source = source;

    public ClusterSource Source => _source;

    public Dictionary<ObjectKey, ConfigObject> Objects { get; } = [];

    public HashSet<Finding> Findings { get; } = [];

    public IReadOnlyDictionary<ObjectKey, Istio.Model.Files.HeldObject>? Written { get; private set; }

    /// <summary>Starts it and waits until it has told everything.</summary>
    /// <param name="prepare">Called before the start.</param>
    public static async Task<Following> StartAsync(ApiClient client, ClusterScope scope, Action<ClusterSource>? prepare = null)
    {
        var following = new Following(new("cluster", client, scope, TimeProvider.System));
        prepare?.Invoke(following._source);
        following._source.Start();
        await following.UntilAsync(static _ => true);
        return following;
    }

    /// <summary>Takes until this is so.</summary>
    public async Task UntilAsync(Func<Following, bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            if (_source.HasSynced)
            {
                Take(_source.Take());
                if (isReached(this))
                {
                    return;
                }
            }

            Assert.False(_source.Completion.IsFaulted, _source.Completion.Exception?.ToString());
            await Task.Delay(10, limit.Token);
        }
    }

    public bool Has(Kind kind, string ns, string name) => Objects.ContainsKey(new(kind, ObjectName.Of(ns, name)));

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private void Take(SourceChanges changes)
    {
        foreach (var change in changes.Objects)
        {
            if (change.Object is null)
            {
                Objects.Remove(change.Key);
            }
            else
            {
                Objects[change.Key] = change.Object;
            }
        }

        Written = changes.Written;
        Findings.ExceptWith(changes.Findings.Gone);
        Findings.UnionWith(changes.Findings.Appeared);
    }
}
