using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Istio.Core.Logging;

namespace Istio.Xds.Client;

/// <summary>A subscription over the life of the client: what it holds, so that a new stream continues where the old one ended.</summary>
internal sealed class SubscriptionState(ResourceSubscription subscription)
{
    private const string Wildcard = "*";

    // Codes of google.rpc.Code.
    private const int RpcInvalidArgument = 3;
    private const int RpcInternal = 13;

    private static readonly LogScope Log = LogScope.Get("xds", "xDS client");

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

    /// <summary>
    /// Applies a response and makes the answer to it: an acknowledgement, or a rejection that names every resource refused. When applying throws, the whole
    /// response is rejected: what is held, and its versions, stay as they were, so that the next stream brings all of it again.
    /// </summary>
    public DeltaDiscoveryRequest Apply(DeltaDiscoveryResponse response)
    {
        try
        {
            var update = Read(response);
            var rejections = subscription.Apply(update);
            Answered = true;
            Remember(update, rejections);
            return Answer(response, rejections);
        }
        catch (Exception failure)
        {
            Log.Error($"response {response.Nonce} of {response.TypeUrl} is rejected as a whole, what was applied before stays: {failure}");
            return Reject(response, RpcInternal, $"{response.TypeUrl} cannot be applied: {failure.GetType().Name}: {failure.Message}");
        }
    }

    private static ResourceUpdate Read(DeltaDiscoveryResponse response) => new(
        response.TypeUrl,
        [.. response.Resources.Select(resource => new ReceivedResource(
            resource.Name, resource.Version, resource.Resource_?.Value ?? ByteString.Empty, resource.Aliases))],
        response.RemovedResources,
        response.SystemVersionInfo);

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

    private static DeltaDiscoveryRequest Answer(DeltaDiscoveryResponse response, IReadOnlyList<Rejection> rejections) =>
        rejections.Count == 0
            ? new() { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce }
            : Reject(response, RpcInvalidArgument, string.Join("; ", rejections.Select(rejection => $"{rejection.ResourceName}: {rejection.Reason}")));

    private static DeltaDiscoveryRequest Reject(DeltaDiscoveryResponse response, int code, string message) =>
        new() { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce, ErrorDetail = new() { Code = code, Message = message } };
}
