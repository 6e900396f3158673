using System.Globalization;
using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Core;
using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Objects;
using Istio.Translation.Ambient;
using Istio.Translation.Mesh;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;

namespace Istio.Benchmarks.Tables;

/// <summary>
/// Pods by the thousand in istiod's own graph: a hundred pods and five services to a namespace, fifty pods to a node. A commit does all that istiod does
/// between the arrival of an object and the bytes for the clients.
/// </summary>
internal sealed class LargeMesh
{
    private const int PodsPerNamespace = 100;
    private const int PodsPerNode = 50;
    private const int ServicesPerNamespace = 5;

    private readonly ObjectTables _objects;
    private readonly int _podCount;
    private readonly List<Pod> _moved = [];
    private int _firstMove;

    public LargeMesh(int pods)
    {
        _podCount = pods;
        _objects = new ObjectTables(new Graph("istiod", verify: false), KindCatalog.Mesh);
        Published.Of(_objects.Graph, AmbientGraph.Build(_objects, new MeshSettings())).Subscribe(Count);
    }

    /// <summary>Resources that clients would have been sent.</summary>
    public long Told { get; private set; }

    public void Load()
    {
        for (var pod = 0; pod < _podCount; pod++)
        {
            if (pod % PodsPerNamespace == 0)
            {
                LoadNamespace(NamespaceOf(pod));
            }

            if (pod % PodsPerNode == 0)
            {
                _objects.Of(Node.Kind).Set(ObjectName.Of("", NodeOf(pod)), new Node(new ObjectMeta("", NodeOf(pod)) { Labels = Labels(("topology.kubernetes.io/region", "region"), ("topology.kubernetes.io/zone", "zone")) }));
            }

            _objects.Of(Pod.Kind).Set(NameOf(pod), PodOf(pod, revision: 0));
        }

        Commit();
    }

    /// <summary>Makes the rows for as many calls of <see cref="MoveOne"/>: what a source does, and no work of the graph.</summary>
    public void PrepareMoves(int first, int count)
    {
        _moved.Clear();
        _firstMove = first;
        for (var number = first; number < first + count; number++)
        {
            _moved.Add(PodOf((int)((uint)number * 2654435761u % (uint)_podCount), number + 1));
        }
    }

    /// <summary>One pod gets another address.</summary>
    public void MoveOne(int number)
    {
        var pod = _moved[number - _firstMove];
        _objects.Of(Pod.Kind).Set(pod.ObjectName, pod);
        Commit();
    }

    /// <summary>A policy for the pods of one app comes or goes, and each of them has to name it or no longer does.</summary>
    public void TogglePolicy(int number, int concerned)
    {
        var ns = NamespaceOf(number / 2 * PodsPerNamespace % _podCount);
        var name = ObjectName.Of(ns, "policy");
        if (number % 2 == 1)
        {
            _objects.Of(AuthorizationPolicy.Kind).Remove(name);
        }
        else
        {
            _objects.Of(AuthorizationPolicy.Kind).Set(name, new AuthorizationPolicy(new ObjectMeta(ns, "policy"))
            {
                Selector = Labels(concerned == PodsPerNamespace ? ("mesh", "member") : ("app", $"app-{concerned}")),
                Rules = [new PolicyRule([new PolicySource { Namespaces = [ns] }], [], [])],
            });
        }

        Commit();
    }

    private void LoadNamespace(string ns)
    {
        _objects.Of(Namespace.Kind).Set(ObjectName.Of("", ns), new Namespace(new ObjectMeta("", ns) { Labels = Labels(("istio.io/dataplane-mode", "ambient")) }));
        for (var i = 0; i < ServicesPerNamespace; i++)
        {
            var meta = new ObjectMeta(ns, $"service-{i}");
            _objects.Of(Service.Kind).Set(meta.ObjectName, new Service(meta)
            {
                Selector = Labels(("service", $"service-{i}")),
                ClusterIPs = [$"10.{i}.0.1"],
                Ports = [new ServicePort("http", 80, "TCP", PortReference.Numbered(8080))],
            });
        }
    }

    private void Commit()
    {
        if (_objects.Graph.Commit() is not { Changed: true, Problems.Count: 0 })
        {
            throw new InvalidOperationException("The commit did not do what it is measured for.");
        }
    }

    private void Count(long revision, ReadOnlySpan<Change<ResourceKey, EncodedResource>> changes) => Told += changes.Length;

    private static ObjectName NameOf(int pod) => ObjectName.Of(NamespaceOf(pod), Text("pod-", pod));

    private static string NamespaceOf(int pod) => Text("ns-", pod / PodsPerNamespace);

    private static string NodeOf(int pod) => Text("node-", pod / PodsPerNode);

    private static string Text(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    /// <summary>In each namespace one pod is of app-1, ten are of app-10, the others of app-0.</summary>
    private static Pod PodOf(int pod, int revision)
    {
        var app = (pod % PodsPerNamespace) switch
        {
            0 => 1,
            <= 10 => 10,
            _ => 0,
        };
        return new Pod(new ObjectMeta(NamespaceOf(pod), Text("pod-", pod))
        {
            Labels = Labels(("app", $"app-{app}"), ("service", $"service-{pod % ServicesPerNamespace}"), ("version", "v1"), ("mesh", "member")),
        })
        {
            ServiceAccount = "default",
            NodeName = NodeOf(pod),
            IsReady = true,
            Addresses = [string.Create(CultureInfo.InvariantCulture, $"10.{(revision >> 8) & 255}.{revision & 255}.{pod & 255}")],
            Ports = [new ContainerPort("http", 8080, "TCP")],
        };
    }

    private static ValueMap<string, string> Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new KeyValuePair<string, string>[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            pairs[i] = KeyValuePair.Create(labels[i].Name, labels[i].Value);
        }

        return pairs.ToValueMap();
    }
}
