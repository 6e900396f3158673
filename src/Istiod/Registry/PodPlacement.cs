using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istiod.Authority.Callers;

namespace Istiod.Registry;

/// <summary>Where the pods of the files run, for the authority's check of impersonation. Written by the configuration loop, read by any thread.</summary>
internal sealed class PodPlacement(string clusterId) : IPodPlacement
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Namespace, string Name), PlacedPod> _pods = [];
    private readonly Dictionary<(string Node, string Namespace, string ServiceAccount), int> _counts = [];

    public void Apply(IEnumerable<ObjectChange> changes)
    {
        lock (_lock)
        {
            foreach (var change in changes.Where(change => change.Key.Kind.Equals(Pod.Kind)))
            {
                Replace(change.Key, change.Object as Pod);
            }
        }
    }

    public bool KnowsCluster(string id) => id == clusterId;

    public PlacedPod? Find(string id, string ns, string name)
    {
        lock (_lock)
        {
            return id == clusterId ? _pods.GetValueOrDefault((ns, name)) : null;
        }
    }

    public bool RunsOnNode(string id, string node, string ns, string serviceAccount)
    {
        lock (_lock)
        {
            return id == clusterId && _counts.ContainsKey((node, ns, serviceAccount));
        }
    }

    private void Replace(ObjectKey key, Pod? pod)
    {
        if (_pods.Remove((key.Namespace, key.Name), out var old))
        {
            Count((old.Node, key.Namespace, old.ServiceAccount), -1);
        }

        if (pod is not null)
        {
            _pods[(key.Namespace, key.Name)] = new(pod.Metadata.Uid, pod.ServiceAccount, pod.NodeName);
            Count((pod.NodeName, key.Namespace, pod.ServiceAccount), 1);
        }
    }

    private void Count((string, string, string) key, int change)
    {
        var count = _counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            _counts.Remove(key);
        }
        else
        {
            _counts[key] = count;
        }
    }
}
