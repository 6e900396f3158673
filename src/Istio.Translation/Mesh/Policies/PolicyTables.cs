using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Translation.Mesh.Namespaces;
using Istio.Translation.Mesh.Selections;
using Istio.Translation.Mesh.Settings;

namespace Istio.Translation.Mesh.Policies;

/// <summary>Policies as resources, and what speaks for workloads that no policy selects.</summary>
internal sealed class PolicyTables
{
    private readonly Table<Only, PolicySettings> _settings;
    private readonly Table<string, PeerAuthentication> _peerDefaults;

    public PolicyTables(ObjectTables objects, SettingsTables settings, NamespaceTables namespaces)
    {
        _settings = settings.Policies;
        Conversions = objects.Of(AuthorizationPolicy.Kind).Map("authorization policies at workloads", new Sources(namespaces, _settings), Convert);
        Peers = objects.Of(PeerAuthentication.Kind).Map(
            "peer authentications in force", namespaces, static (policy, namespaces, read) => namespaces.Include(read, policy.Metadata) ? policy : null);
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
            _settings.MapMany<Table<ObjectName, PeerAuthentication>, string, L4Policy>("strict policy", Peers, static (settings, peers, read, output) =>
                Add(read.All(peers).IsEmpty ? null : PeerAuthentications.Strict(settings.RootNamespace), output)));
    }

    /// <summary>What became of each AuthorizationPolicy, findings included.</summary>
    public Table<ObjectName, PolicyConversion> Conversions { get; }

    /// <summary>Those of namespaces that belong to the mesh.</summary>
    public Table<ObjectName, PeerAuthentication> Peers { get; }

    /// <summary>All policies for ztunnel, by the names of their resources.</summary>
    public Table<string, L4Policy> All { get; }

    /// <summary>Names of the policies of a workload that was selected so: authorization in order of names, then peer authentication.</summary>
    /// <param name="ns">Namespace of the workload.</param>
    public ValueList<string> AttachedTo(Read read, string rootNamespace, string ns, in Selected selected)
    {
        var names = selected.Policies;
        foreach (var name in PeerAuthentications.AttachedTo(LevelsOf(read, rootNamespace, ns, selected.Peer), rootNamespace))
        {
            names.Add(name);
        }

        return names.Count == 0 ? [] : names.ToValueList();
    }

    private PeerAuthenticationLevels LevelsOf(Read read, string rootNamespace, string ns, PeerAuthentication? workload) => new(
        read.Get(_peerDefaults, rootNamespace),
        ns == rootNamespace ? null : read.Get(_peerDefaults, ns),
        workload);

    private void ConvertPorts(PeerAuthentication policy, Read read, Output<string, L4Policy> output)
    {
        if (policy.SelectsWorkloads && !policy.PortModes.IsEmpty)
        {
            var root = read.Get(_settings)!.RootNamespace;
            Add(PeerAuthentications.Convert(LevelsOf(read, root, policy.Metadata.Namespace, policy), root), output);
        }
    }

    private static PolicyConversion? Convert(AuthorizationPolicy policy, Sources sources, Read read) =>
        sources.Namespaces.Include(read, policy.Metadata) ? AuthorizationPolicies.Convert(policy, read.Get(sources.Settings)!) : null;

    private static PeerAuthentication? Oldest(ReadOnlySpan<PeerAuthentication> policies)
    {
        PeerAuthentication? oldest = null;
        foreach (var policy in policies)
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

    private sealed record Sources(NamespaceTables Namespaces, Table<Only, PolicySettings> Settings);
}
