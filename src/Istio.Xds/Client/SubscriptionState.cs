using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;

namespace Istio.Xds.Client;

/// <summary>A subscription over the life of the client: what it holds, so that a new stream continues where the old one ended.</summary>
internal sealed class SubscriptionState(ResourceSubscription subscription)
{
    private const string Wildcard = "*";

    // What is applied here, by version; a rejected resource keeps the entry of what stayed in force.
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _demanded = new(StringComparer.Ordinal);

    public ResourceSubscription Subscription => subscription;

    public bool Answered { get; private set; }

    /// <summary>True when the name was not asked for before.</summary>
    public bool Demand(string name) => _demanded.Add(name);

    public DeltaDiscoveryRequest FirstRequest(Node node)
    {
        var request = new DeltaDiscoveryRequest { Node = node, TypeUrl = subscription.TypeUrl };
        if (subscription.OnDemand)
        {
            // In both lists: a subscription that is no wildcard and has no names yet.
            request.ResourceNamesSubscribe.Add(Wildcard);
            request.ResourceNamesSubscribe.Add(_demanded);
            request.ResourceNamesUnsubscribe.Add(Wildcard);
        }

        request.InitialResourceVersions.Add(_versions);
        return request;
    }

    public DeltaDiscoveryRequest DemandRequest(string name) =>
        new() { TypeUrl = subscription.TypeUrl, ResourceNamesSubscribe = { name } };

    /// <summary>Applies a response and makes the answer to it: an acknowledgement, or a rejection that names every resource refused.</summary>
    public DeltaDiscoveryRequest Apply(DeltaDiscoveryResponse response)
    {
        var update = new ResourceUpdate(
            response.TypeUrl,
            [.. response.Resources.Select(resource => new ReceivedResource(resource.Name, resource.Version, resource.Resource_.Value, resource.Aliases))],
            response.RemovedResources,
            response.SystemVersionInfo);
        var rejections = subscription.Apply(update);
        Answered = true;
        Remember(update, rejections);
        return Answer(response, rejections);
    }

    private void Remember(ResourceUpdate update, IReadOnlyList<Rejection> rejections)
    {
        foreach (var name in update.Removed)
        {
            _versions.Remove(name);
        }

        foreach (var resource in update.Resources)
        {
            if (!IsRejected(rejections, resource.Name))
            {
                _versions[resource.Name] = resource.Version;
            }
        }
    }

    private static bool IsRejected(IReadOnlyList<Rejection> rejections, string name)
    {
        for (var i = 0; i < rejections.Count; i++)
        {
            if (rejections[i].ResourceName == name)
            {
                return true;
            }
        }

        return false;
    }

    private static DeltaDiscoveryRequest Answer(DeltaDiscoveryResponse response, IReadOnlyList<Rejection> rejections)
    {
        var answer = new DeltaDiscoveryRequest { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce };
        if (rejections.Count > 0)
        {
            const int invalidArgument = 3;
            answer.ErrorDetail = new()
            {
                Code = invalidArgument,
                Message = string.Join("; ", rejections.Select(rejection => $"{rejection.ResourceName}: {rejection.Reason}")),
            };
        }

        return answer;
    }
}
