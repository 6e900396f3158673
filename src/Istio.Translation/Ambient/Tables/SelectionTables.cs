using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Model.Services;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Services and policies by the labels they want: one look for each label of a workload finds all of them.</summary>
internal sealed class SelectionTables
{
    private readonly Index<SelectorKey, Selection> _byKey;

    public SelectionTables(
        ObjectTables objects,
        Table<ServiceName, ServiceBackend> services,
        Table<ObjectName, PolicyConversion> policies,
        Table<ObjectName, PeerAuthentication> peers)
    {
        Table<ObjectKey, Selection> all = objects.Graph.Join(
            "selections",
            services.MapMany<ObjectKey, Selection>("selections of services", static (service, _, output) => Add(service, output)),
            objects.Of(AuthorizationPolicy.Kind).MapMany<Table<ObjectName, PolicyConversion>, ObjectKey, Selection>(
                "selections of authorization policies", policies, Add),
            peers.MapMany<ObjectKey, Selection>("selections of peer authentications", static (policy, _, output) => Add(policy, output)));
        _byKey = all.IndexBy("selections by label", static selection => SelectorKey.Of(selection.Namespace, selection.Selector));
    }

    /// <summary>Who selects a workload: its own namespace, and policies of the root namespace.</summary>
    public Selected Of(Read read, MeshScope scope, string space, ValueMap<string, string> labels)
    {
        Finder finder = new([], [], labels);
        finder.Take(read.Where(_byKey, SelectorKey.Everything(space)), isOwnNamespace: true);
        foreach ((string label, string value) in labels)
        {
            finder.Take(read.Where(_byKey, new SelectorKey(space, label, value)), isOwnNamespace: true);
        }

        if (space != scope.RootNamespace)
        {
            finder.Take(read.Where(_byKey, SelectorKey.Everything(scope.RootNamespace)), isOwnNamespace: false);
            foreach ((string label, string value) in labels)
            {
                finder.Take(read.Where(_byKey, new SelectorKey(scope.RootNamespace, label, value)), isOwnNamespace: false);
            }
        }

        finder.Policies.Sort(StringComparer.Ordinal);
        return new Selected(finder.Services, finder.Policies, space == scope.RootNamespace ? null : finder.Peer);
    }

    private static void Add(ServiceBackend service, Output<ObjectKey, Selection> output)
    {
        if (!service.Selector.IsEmpty)
        {
            ObjectKey key = new(Service.Kind, ObjectName.Of(service.Name.Namespace, service.Name.Hostname));
            output.Add(key, new Selection(service.Name.Namespace, service.Selector, Service: service));
        }
    }

    private static void Add(AuthorizationPolicy policy, Table<ObjectName, PolicyConversion> conversions, Read read, Output<ObjectKey, Selection> output)
    {
        if (policy.Selector is { } selector && read.Get(conversions, policy.ObjectName) is { Policy: { } converted })
        {
            output.Add(policy.Key, new Selection(policy.Metadata.Namespace, selector, Policy: converted.ResourceName));
        }
    }

    private static void Add(PeerAuthentication policy, Output<ObjectKey, Selection> output)
    {
        if (policy.Selector is { IsEmpty: false } selector)
        {
            output.Add(policy.Key, new Selection(policy.Metadata.Namespace, selector, Peer: policy));
        }
    }

    private struct Finder(List<ServiceBackend> services, List<string> policies, ValueMap<string, string> labels)
    {
        public readonly List<ServiceBackend> Services => services;

        public readonly List<string> Policies => policies;

        public PeerAuthentication? Peer { get; private set; }

        /// <summary>Services select in their own namespace, and so do PeerAuthentications: selectors of the root namespace select nobody elsewhere.</summary>
        public void Take(ReadOnlySpan<Selection> candidates, bool isOwnNamespace)
        {
            foreach (Selection candidate in candidates)
            {
                if (!LabelSelector.Selects(candidate.Selector, labels))
                {
                    continue;
                }

                if (candidate.Policy is { } policy)
                {
                    policies.Add(policy);
                }
                else if (isOwnNamespace && candidate.Service is { } service)
                {
                    services.Add(service);
                }
                else if (isOwnNamespace)
                {
                    Peer = PeerAuthenticationLevels.Oldest(Peer, candidate.Peer);
                }
            }
        }
    }
}
