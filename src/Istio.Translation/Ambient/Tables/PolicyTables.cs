using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds;
using Istio.Model.Policies;
using Istio.Model.Tables;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Policies by whom they select, and as resources.</summary>
internal sealed class PolicyTables
{
    private readonly Table<Only, MeshScope> _scope;
    private readonly Index<SelectorKey, AttachablePolicy> _bySelector;
    private readonly Index<SelectorKey, PeerAuthentication> _peersBySelector;
    private readonly Table<string, PeerAuthentication> _peerDefaults;

    public PolicyTables(ObjectTables objects, Table<Only, MeshScope> scope, Table<string, MeshNamespace> namespaces)
    {
        _scope = scope;
        Sources sources = new(scope, namespaces);
        Conversions = objects.AuthorizationPolicies.Map("authorization policies at workloads", sources, Convert);
        _bySelector = objects.AuthorizationPolicies
            .Map("attachable policies", Conversions, static (policy, conversions, read) =>
                policy.Selector is { } selector && read.Get(conversions, policy.ObjectName) is { Policy: { } converted }
                    ? new AttachablePolicy(policy.Metadata.Namespace, converted.ResourceName, selector)
                    : null)
            .IndexBy("attachable policies by selector", static policy => SelectorKey.Of(policy.Namespace, policy.Selector));

        Table<ObjectName, PeerAuthentication> peers = objects.PeerAuthentications.Map("peer authentications in force", sources, static (policy, tables, read) =>
            MeshNamespace.Find(read, tables.Namespaces, read.Get(tables.Scope)!, policy.Metadata.Namespace) is null ? null : policy);
        _peersBySelector = peers.IndexBy<SelectorKey>("peer authentications by selector", static (policy, keys) =>
        {
            if (policy.Selector is { IsEmpty: false } selector)
            {
                keys.Add(SelectorKey.Of(policy.Metadata.Namespace, selector));
            }
        });
        _peerDefaults = peers
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
            peers.MapMany<PolicyTables, string, L4Policy>("converted peer authentications", this, static (policy, tables, read, output) => tables.ConvertPorts(policy, read, output)),
            scope.MapMany<Table<ObjectName, PeerAuthentication>, string, L4Policy>("strict policy", peers, static (scope, peers, read, output) =>
                Add(read.All(peers).IsEmpty ? null : PeerAuthentications.Strict(scope.RootNamespace), output)));
    }

    /// <summary>What became of each AuthorizationPolicy, findings included.</summary>
    public Table<ObjectName, PolicyConversion> Conversions { get; }

    /// <summary>All policies for ztunnel, by the names of their resources.</summary>
    public Table<string, L4Policy> All { get; }

    /// <summary>Names of the policies that select a workload: authorization in order of names, then peer authentication.</summary>
    public ValueList<string> AttachedTo(Read read, MeshScope scope, string space, ValueMap<string, string> labels)
    {
        List<string> names = [];
        AddSelecting(read, space, labels, names);
        if (space != scope.RootNamespace)
        {
            AddSelecting(read, scope.RootNamespace, labels, names);
        }

        names.Sort(StringComparer.Ordinal);
        foreach (string name in PeerAuthentications.AttachedTo(LevelsOf(read, scope, space, PeerOf(read, scope, space, labels)), scope.RootNamespace))
        {
            names.Add(name);
        }

        return names.Count == 0 ? [] : names.ToValueList();
    }

    private void AddSelecting(Read read, string space, ValueMap<string, string> labels, List<string> names)
    {
        AddMatching(read.Where(_bySelector, SelectorKey.Everything(space)), labels, names);
        foreach ((string label, string value) in labels)
        {
            AddMatching(read.Where(_bySelector, new SelectorKey(space, label, value)), labels, names);
        }
    }

    private static void AddMatching(ReadOnlySpan<AttachablePolicy> policies, ValueMap<string, string> labels, List<string> names)
    {
        foreach (AttachablePolicy policy in policies)
        {
            if (LabelSelector.Selects(policy.Selector, labels))
            {
                names.Add(policy.ResourceName);
            }
        }
    }

    /// <summary>The PeerAuthentication that selects a workload. Selectors of the root namespace select nobody elsewhere.</summary>
    private PeerAuthentication? PeerOf(Read read, MeshScope scope, string space, ValueMap<string, string> labels)
    {
        PeerAuthentication? found = null;
        if (space == scope.RootNamespace)
        {
            return found;
        }

        foreach ((string label, string value) in labels)
        {
            foreach (PeerAuthentication policy in read.Where(_peersBySelector, new SelectorKey(space, label, value)))
            {
                if (LabelSelector.Selects(policy.Selector!, labels))
                {
                    found = PeerAuthenticationLevels.Oldest(found, policy);
                }
            }
        }

        return found;
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
        return MeshNamespace.Find(read, sources.Namespaces, scope, policy.Metadata.Namespace) is null ? null : AuthorizationPolicies.Convert(policy, scope.RootNamespace);
    }

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

    private sealed record Sources(Table<Only, MeshScope> Scope, Table<string, MeshNamespace> Namespaces);
}
