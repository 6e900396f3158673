using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Services;
using Istio.Model.Kinds.Security.AuthorizationPolicies;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Kinds.Selectors;
using Istio.Model.Objects;
using Istio.Model.Policies;
using Istio.Model.Services;

namespace Istio.Translation.Mesh.Selections;

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
        var all = objects.Graph.Join(
            "selections",
            services.MapMany<ObjectKey, Selection>("selections of services", static (service, _, output) => Add(service, output)),
            objects.Of(AuthorizationPolicy.Kind).MapMany<Table<ObjectName, PolicyConversion>, ObjectKey, Selection>(
                "selections of authorization policies", policies, Add),
            peers.MapMany<ObjectKey, Selection>("selections of peer authentications", static (policy, _, output) => Add(policy, output)));
        _byKey = all.IndexBy("selections by label", static selection => SelectorKey.Of(selection.Namespace, selection.Selector));
    }

    /// <summary>Who selects a workload: its own namespace, and policies of the root namespace.</summary>
    /// <param name="ns">Namespace of the workload.</param>
    public Selected Of(Read read, string rootNamespace, string ns, ValueMap<string, string> labels)
    {
        var finder = new Finder([], [], labels);
        finder.Take(read.Where(_byKey, SelectorKey.Everything(ns)), isOwnNamespace: true);
        foreach (var (label, value) in labels)
        {
            finder.Take(read.Where(_byKey, new SelectorKey(ns, label, value)), isOwnNamespace: true);
        }

        if (ns != rootNamespace)
        {
            finder.Take(read.Where(_byKey, SelectorKey.Everything(rootNamespace)), isOwnNamespace: false);
            foreach (var (label, value) in labels)
            {
                finder.Take(read.Where(_byKey, new SelectorKey(rootNamespace, label, value)), isOwnNamespace: false);
            }
        }

        finder.Policies.Sort(StringComparer.Ordinal);
        return new Selected(finder.Services, finder.Policies, ns == rootNamespace ? null : finder.Peer);
    }

    private static void Add(ServiceBackend service, Output<ObjectKey, Selection> output)
    {
        if (!service.Selector.IsEmpty)
        {
            var key = new ObjectKey(Service.Kind, ObjectName.Of(service.Name.Namespace, service.Name.Hostname));
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
            foreach (var candidate in candidates)
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
