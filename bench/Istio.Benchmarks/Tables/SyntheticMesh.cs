using System.Globalization;
using Istio.Collections;

namespace Istio.Benchmarks.Tables;

/// <summary>
/// A graph of the shape of istiod's workload graph: pods become workloads by way of their namespace, node, services and policies; workloads and
/// services become one table of encoded addresses.
/// </summary>
internal sealed class SyntheticMesh
{
    private const int PodsPerNamespace = 100;
    private const int PodsPerNode = 50;

    private readonly Input<ObjectKey, Pod> _pods;
    private readonly Input<ObjectKey, Service> _services;
    private readonly Input<ObjectKey, Policy> _policies;
    private readonly Input<string, Place> _namespaces;
    private readonly Input<string, Place> _nodes;
    private readonly int _podCount;

    public SyntheticMesh(int pods)
    {
        _podCount = pods;
        Graph = new Graph("synthetic", verify: false);
        _pods = Graph.Input<ObjectKey, Pod>("pods");
        _services = Graph.Input<ObjectKey, Service>("services");
        _policies = Graph.Input<ObjectKey, Policy>("policies");
        _namespaces = Graph.Input<string, Place>("namespaces");
        _nodes = Graph.Input<string, Place>("nodes");

        var tables = new WorkloadTables(
            _namespaces,
            _nodes,
            _services.IndexBy("services by namespace", static service => service.Namespace),
            _policies);
        Table<ObjectKey, Workload> workloads = _pods.Map("workloads", tables, ToWorkload);
        workloads.IndexBy("workloads by address", static workload => workload.Address);
        Table<ObjectKey, Encoded> encodedWorkloads = workloads.Map("encoded workloads", static (workload, _) => Encode(workload.Name, workload.ToString()));
        Table<ObjectKey, Encoded> encodedServices = _services.Map("encoded services", static (service, _) => Encode(service.Name, service.ToString()));
        Addresses = Graph.Join("addresses", encodedWorkloads, encodedServices).Publish();
        Addresses.Subscribe((_, changes) => Told += changes.Length);
    }

    public Graph Graph { get; }

    public Table<ObjectKey, Encoded> Addresses { get; }

    public long Told { get; private set; }

    public void Load()
    {
        for (int i = 0; i < _podCount; i++)
        {
            _pods.Set(KeyOf(i), PodOf(i, revision: 0));
            if (i % PodsPerNamespace == 0)
            {
                string place = NamespaceOf(i);
                _namespaces.Set(place, new Place(place, "labels"));
                for (int s = 0; s < 5; s++)
                {
                    _services.Set(new ObjectKey(place, $"svc-{s}"), new Service(place, $"svc-{s}", $"app-{s}", $"10.{s}.0.1"));
                }
            }

            if (i % PodsPerNode == 0)
            {
                _nodes.Set(NodeOf(i), new Place(NodeOf(i), "region/zone"));
            }
        }

        Graph.Commit();
    }

    /// <summary>One pod gets another address.</summary>
    public void MoveOne(int number)
    {
        int pod = (int)((uint)number * 2654435761u % (uint)_podCount);
        _pods.Set(KeyOf(pod), PodOf(pod, number + 1));
        Graph.Commit();
    }

    /// <summary>A policy of one namespace changes, with a selector for the first pods of it.</summary>
    public void ChangePolicy(int number, int concerned)
    {
        int first = number * PodsPerNamespace % _podCount;
        string place = NamespaceOf(first);
        for (int pod = first; pod < first + concerned; pod++)
        {
            _policies.Set(KeyOf(pod), new Policy(place, KeyOf(pod).Name, string.Create(CultureInfo.InvariantCulture, $"rule {number}")));
        }

        Graph.Commit();
    }

    private static Workload? ToWorkload(Pod pod, WorkloadTables tables, Read read)
    {
        Place? place = read.Get(tables.Namespaces, pod.Namespace);
        Place? node = read.Get(tables.Nodes, pod.Node);
        string service = "";
        foreach (Service candidate in read.Where(tables.ServicesByNamespace, pod.Namespace))
        {
            if (candidate.Selector == pod.App)
            {
                service = candidate.Name;
            }
        }

        string policy = read.Get(tables.Policies, new ObjectKey(pod.Namespace, pod.Name))?.Rule ?? "";
        return new Workload(pod.Namespace, pod.Name, pod.Address, node?.Labels ?? "", place?.Labels ?? "", service, policy);
    }

    private static Encoded Encode(string name, string text) => new(name, string.GetHashCode(text, StringComparison.Ordinal), text);

    private static ObjectKey KeyOf(int pod) => new(NamespaceOf(pod), string.Create(CultureInfo.InvariantCulture, $"pod-{pod}"));

    private static string NamespaceOf(int pod) => string.Create(CultureInfo.InvariantCulture, $"ns-{pod / PodsPerNamespace}");

    private static string NodeOf(int pod) => string.Create(CultureInfo.InvariantCulture, $"node-{pod / PodsPerNode}");

    private static Pod PodOf(int pod, int revision) => new(
        NamespaceOf(pod),
        string.Create(CultureInfo.InvariantCulture, $"pod-{pod}"),
        NodeOf(pod),
        $"app-{pod % 5}",
        string.Create(CultureInfo.InvariantCulture, $"10.{revision & 255}.{pod >> 8}.{pod & 255}"));

    internal sealed record Pod(string Namespace, string Name, string Node, string App, string Address);

    internal sealed record Service(string Namespace, string Name, string Selector, string Address);

    internal sealed record Policy(string Namespace, string Name, string Rule);

    internal sealed record Place(string Name, string Labels);

    internal sealed record Workload(string Namespace, string Name, string Address, string Node, string Labels, string Service, string Policy);

    internal sealed record Encoded(string Name, long Version, string Bytes);

    private sealed record WorkloadTables(
        Table<string, Place> Namespaces, Table<string, Place> Nodes, Index<string, Service> ServicesByNamespace, Table<ObjectKey, Policy> Policies);
}
