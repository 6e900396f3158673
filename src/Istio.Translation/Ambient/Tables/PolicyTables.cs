using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Objects;
using Istio.Model.Policies;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Policies as resources, and what speaks for workloads that no policy selects.</summary>
internal sealed class PolicyTables
{
    private readonly Table<Only, MeshScope> _scope;
    private readonly Table<string, PeerAuthentication> _peerDefaults;

    public PolicyTables(ObjectTables objects, Table<Only, MeshScope> scope, Table<ObjectName, MeshNamespace> namespaces)
    {
        _scope = scope;
        Sources sources = new(scope, namespaces, Settings(objects));
        Conversions = objects.Of(AuthorizationPolicy.Kind).Map("authorization policies at workloads", sources, Convert);
        Peers = objects.Of(PeerAuthentication.Kind).Map("peer authentications in force", sources, static (policy, tables, read) =>
            MeshNamespace.Find(read, tables.Namespaces, read.Get(tables.Scope)!, policy.Metadata.NamespaceName) is null ? null : policy);
        _peerDefaults = Peers
            .IndexBy<string>("peer authentications of namespaces", static (policy, keys) =>
            {
                if (!policy.SelectsWorkloads)
                {
                    keys.Add(policy.Metadata.Namespace);
                }
            })
            .Map("peer authentication by namespace", static (_, policies, _) => Oldest(policies));
        All = objects.Graph.Join(
            "policies",
            Conversions.MapMany<string, L4Policy>("converted authorization policies", static (conversion, _, output) => Add(conversion.Policy, output)),
            Peers.MapMany<PolicyTables, string, L4Policy>("converted peer authentications", this, static (policy, tables, read, output) =>
                tables.ConvertPorts(policy, read, output)),
            scope.MapMany<Table<ObjectName, PeerAuthentication>, string, L4Policy>("strict policy", Peers, static (scope, peers, read, output) =>
                Add(read.All(peers).IsEmpty ? null : PeerAuthentications.Strict(scope.RootNamespace), output)));
    }

    /// <summary>What became of each AuthorizationPolicy, findings included.</summary>
    public Table<ObjectName, PolicyConversion> Conversions { get; }

    /// <summary>Those of namespaces that belong to the mesh.</summary>
    public Table<ObjectName, PeerAuthentication> Peers { get; }

    /// <summary>All policies for ztunnel, by the names of their resources.</summary>
    public Table<string, L4Policy> All { get; }

    /// <summary>Names of the policies of a workload that was selected so: authorization in order of names, then peer authentication.</summary>
    public ValueList<string> AttachedTo(Read read, MeshScope scope, string space, in Selected selected)
    {
        List<string> names = selected.Policies;
        foreach (string name in PeerAuthentications.AttachedTo(LevelsOf(read, scope, space, selected.Peer), scope.RootNamespace))
        {
            names.Add(name);
        }

        return names.Count == 0 ? [] : names.ToValueList();
    }

    private PeerAuthenticationLevels LevelsOf(Read read, MeshScope scope, string space, PeerAuthentication? workload) => new(
        read.Get(_peerDefaults, scope.RootNamespace),
        space == scope.RootNamespace ? null : read.Get(_peerDefaults, space),
        workload);

    private void ConvertPorts(PeerAuthentication policy, Read read, Output<string, L4Policy> output)
    {
        if (policy.SelectsWorkloads && !policy.PortModes.IsEmpty)
        {
            MeshScope scope = read.Get(_scope)!;
            Add(PeerAuthentications.Convert(LevelsOf(read, scope, policy.Metadata.Namespace, policy), scope.RootNamespace), output);
        }
    }

    private static PolicyConversion? Convert(AuthorizationPolicy policy, Sources sources, Read read)
    {
        MeshScope scope = read.Get(sources.Scope)!;
        bool isOfMesh = MeshNamespace.Find(read, sources.Namespaces, scope, policy.Metadata.NamespaceName) is not null;
        return isOfMesh ? AuthorizationPolicies.Convert(policy, read.Get(sources.Settings)!) : null;
    }

    private static Table<Only, PolicySettings> Settings(ObjectTables objects) =>
        objects.Graph.Single("policy settings", objects, static (objects, read) =>
        {
            var mesh = read.Get(objects.Of(MeshConfig.Kind), MeshConfig.Only) ?? MeshConfig.Default;
            return new PolicySettings(mesh.RootNamespace, mesh.TrustDomain, mesh.TrustDomainAliases);
        });

    private static PeerAuthentication? Oldest(ReadOnlySpan<PeerAuthentication> policies)
    {
        PeerAuthentication? oldest = null;
        foreach (PeerAuthentication policy in policies)
        {
            oldest = PeerAuthenticationLevels.Oldest(oldest, policy);
        }

        return oldest;
    }

    private static void Add(L4Policy? policy, Output<string, L4Policy> output)
    {
        if (policy is not null)
        {
            output.Add(policy.ResourceName, policy);
        }
    }

    private sealed record Sources(Table<Only, MeshScope> Scope, Table<ObjectName, MeshNamespace> Namespaces, Table<Only, PolicySettings> Settings);
}
