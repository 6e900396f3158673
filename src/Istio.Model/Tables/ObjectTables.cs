using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Files;
using Istio.Model.Kinds;

namespace Istio.Model.Tables;

/// <summary>Everything that was written, one table for each kind: where all sources put their objects, and what everything else derives from.</summary>
public sealed class ObjectTables
{
    public ObjectTables(Graph graph)
    {
        Graph = graph;
        Mesh = graph.Input<Only, MeshConfig>("mesh config");
        Namespaces = graph.Input<string, Namespace>("namespaces");
        Nodes = graph.Input<string, Node>("nodes");
        GatewayClasses = graph.Input<string, GatewayClass>("gateway classes");
        Gateways = graph.Input<ObjectName, Gateway>("gateways");
        Services = graph.Input<ObjectName, Service>("kubernetes services");
        EndpointSlices = graph.Input<ObjectName, EndpointSlice>("endpoint slices");
        Pods = graph.Input<ObjectName, Pod>("pods");
        ServiceAccounts = graph.Input<ObjectName, ServiceAccount>("service accounts");
        ServiceEntries = graph.Input<ObjectName, ServiceEntry>("service entries");
        WorkloadEntries = graph.Input<ObjectName, WorkloadEntry>("workload entries");
        PeerAuthentications = graph.Input<ObjectName, PeerAuthentication>("peer authentications");
        AuthorizationPolicies = graph.Input<ObjectName, AuthorizationPolicy>("authorization policies");
        Mesh.Set(Only.Key, MeshConfig.Default);
    }

    public Graph Graph { get; }

    /// <summary>Always has its row; the defaults until another is set.</summary>
    public Input<Only, MeshConfig> Mesh { get; }

    public Input<string, Namespace> Namespaces { get; }

    public Input<string, Node> Nodes { get; }

    public Input<string, GatewayClass> GatewayClasses { get; }

    public Input<ObjectName, Gateway> Gateways { get; }

    public Input<ObjectName, Service> Services { get; }

    public Input<ObjectName, EndpointSlice> EndpointSlices { get; }

    public Input<ObjectName, Pod> Pods { get; }

    public Input<ObjectName, ServiceAccount> ServiceAccounts { get; }

    public Input<ObjectName, ServiceEntry> ServiceEntries { get; }

    public Input<ObjectName, WorkloadEntry> WorkloadEntries { get; }

    public Input<ObjectName, PeerAuthentication> PeerAuthentications { get; }

    public Input<ObjectName, AuthorizationPolicy> AuthorizationPolicies { get; }

    /// <summary>Takes over what a source says has changed; all of it goes into one commit.</summary>
    public void Apply(ValueList<ObjectChange> changes)
    {
        using (Graph.Edit())
        {
            foreach (ObjectChange change in changes)
            {
                Apply(change);
            }
        }
    }

    private void Apply(ObjectChange change)
    {
        ObjectName name = new(change.Key.Namespace, change.Key.Name);
        switch (change.Key.Kind)
        {
            case ObjectKind.Namespace: Edit(Namespaces, name.Name, change.Object); break;
            case ObjectKind.Node: Edit(Nodes, name.Name, change.Object); break;
            case ObjectKind.GatewayClass: Edit(GatewayClasses, name.Name, change.Object); break;
            case ObjectKind.Gateway: Edit(Gateways, name, change.Object); break;
            case ObjectKind.Service: Edit(Services, name, change.Object); break;
            case ObjectKind.EndpointSlice: Edit(EndpointSlices, name, change.Object); break;
            case ObjectKind.Pod: Edit(Pods, name, change.Object); break;
            case ObjectKind.ServiceAccount: Edit(ServiceAccounts, name, change.Object); break;
            case ObjectKind.ServiceEntry: Edit(ServiceEntries, name, change.Object); break;
            case ObjectKind.WorkloadEntry: Edit(WorkloadEntries, name, change.Object); break;
            case ObjectKind.PeerAuthentication: Edit(PeerAuthentications, name, change.Object); break;
            case ObjectKind.AuthorizationPolicy: Edit(AuthorizationPolicies, name, change.Object); break;
            default: throw new ArgumentOutOfRangeException(nameof(change), change.Key.Kind, "no table for this kind");
        }
    }

    private static void Edit<TKey, TRow>(Input<TKey, TRow> table, TKey key, ConfigObject? row)
        where TKey : notnull, IEquatable<TKey>, IComparable<TKey>
        where TRow : ConfigObject, IEquatable<TRow>
    {
        if (row is null)
        {
            table.Remove(key);
        }
        else
        {
            table.Set(key, (TRow)row);
        }
    }
}
