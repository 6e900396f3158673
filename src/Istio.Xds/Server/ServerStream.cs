using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Envoy.Service.Discovery.V3;
using Istio.Core.Logging;
using Istio.Core.Values;
using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>
/// The server's side of one ADS stream, without I/O: takes requests and newer resources, yields responses. Thinks in differences; a state of the
/// world stream is the same with whole sets written out. Not thread-safe: one stream has one owner.
/// </summary>
public sealed class ServerStream
{
    /// <summary>
    /// Types on one stream. Of those in <see cref="ResourceTypes.SendingOrder"/> no client asks for more; the rest leaves room for clients newer than this
    /// server.
    /// </summary>
    public const int MostTypes = 64;

    private readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly Queue<XdsResponse> _responses = new();
    private readonly XdsVariant _variant;
    private readonly string _noncePrefix;
    private readonly string _nodeGroup;
    private ResourceView _view;
    private long _responseCount;

    /// <param name="noncePrefix">Makes nonces unique among streams, so that one from an earlier stream is never taken for ours.</param>
    /// <param name="nodeGroup">Group of the resources on the client's own node, which come along with anything it asks for on demand; empty for none.</param>
    public ServerStream(XdsVariant variant, ResourceView view, string noncePrefix, string nodeGroup = "")
    {
        _variant = variant;
        _view = view;
        _noncePrefix = noncePrefix;
        _nodeGroup = nodeGroup;
    }

    /// <summary>About how many bytes of memory the client makes the server keep.</summary>
    public long Weight => _watches.Values.Sum(static watch => watch.Weight);

    public bool TryNext([NotNullWhen(true)] out XdsResponse? response) => _responses.TryDequeue(out response);

    /// <summary>
    /// Newer resources: queues what changed for this client, type by type in the order of <see cref="ResourceTypes.SendingOrder"/>; types that are not in it
    /// come last, by their URLs.
    /// </summary>
    public void Update(ResourceView view)
    {
        _view = view;
        var others = _watches.Count;
        foreach (var type in ResourceTypes.SendingOrder)
        {
            if (_watches.TryGetValue(type.TypeUrl, out var watch))
            {
                others--;
                Advance(watch, view.Of(watch.Type));
            }
        }

        if (others > 0)
        {
            foreach (var watch in _watches.Values.Where(static watch => !ResourceTypes.IsKnown(watch.Type.TypeUrl)).OrderBy(static watch => watch.Type.TypeUrl, StringComparer.Ordinal))
            {
                Advance(watch, view.Of(watch.Type));
            }
        }
    }

    public RequestEffect Receive(DeltaDiscoveryRequest request)
    {
        if (!_watches.TryGetValue(request.TypeUrl, out var watch))
        {
            return _watches.Count < MostTypes ? Open(request) : RequestEffect.TooManyTypes;
        }

        var effect = Exchange(watch, request.ResponseNonce, request.ErrorDetail?.Message);
        // Subscriptions stand by themselves in delta xDS: they hold whatever the nonce beside them says.
        var set = _view.Of(watch.Type);
        var added = watch.Subscribe(request.ResourceNamesSubscribe, request.ResourceNamesUnsubscribe, set);
        if (added.Count > 0)
        {
            RespondUnlessEmpty(watch, watch.Answer(set, added));
        }

        var changed = added.Count > 0 || request.ResourceNamesUnsubscribe.Count > 0;
        return changed && effect is (RequestEffect.Acknowledged or RequestEffect.None) ? RequestEffect.SubscriptionChanged : effect;
    }

    public RequestEffect Receive(DiscoveryRequest request)
    {
        var known = _watches.TryGetValue(request.TypeUrl, out var watch);
        if (known && request.ErrorDetail is not null)
        {
            return Exchange(watch!, request.ResponseNonce, request.ErrorDetail.Message);
        }

        var type = watch?.Type ?? ResourceTypes.Of(request.TypeUrl);
        if (type.Rule == SubscriptionRule.Named && request.ResourceNames.Count == 0)
        {
            _watches.Remove(request.TypeUrl);
            return RequestEffect.Unsubscribed;
        }

        if (!known && _watches.Count >= MostTypes)
        {
            return RequestEffect.TooManyTypes;
        }

        if (!known || request.ResponseNonce.Length == 0)
        {
            watch ??= _watches[type.TypeUrl] = new Watch(type, _nodeGroup);
            watch.Replace(request.ResourceNames, _view.Of(type));
            watch.Hold(EmptyVersions.Instance);
            Respond(watch, watch.Open(_view.Of(type), watch.Names));
            AfterAnswer(watch);
            return RequestEffect.Subscribed;
        }

        var effect = Exchange(watch!, request.ResponseNonce, error: null);
        return effect == RequestEffect.Acknowledged ? ReplaceNames(watch!, request.ResourceNames) : effect;
    }

    /// <summary>Queues a response to a question: a type that is asked and not watched.</summary>
    public void Answer(string typeUrl, IReadOnlyList<EncodedResource> resources) =>
        _responses.Enqueue(new(_variant, ResourceTypes.Of(typeUrl), NextNonce(), _view.Version, resources, []));

    /// <summary>The connection has taken a response that <see cref="TryNext"/> gave.</summary>
    public void Sent(XdsResponse response, DateTimeOffset at)
    {
        if (_watches.TryGetValue(response.Type.TypeUrl, out var watch))
        {
            watch.SentAt = at;
        }
    }

    /// <summary>Why the client refused the latest response of this type; null when it did not.</summary>
    public string? ErrorOf(string typeUrl) => _watches.GetValueOrDefault(typeUrl)?.LastError;

    public ValueList<WatchStatus> Status() =>
        [.. _watches.Values.Select(watch => new WatchStatus(
            watch.Type,
            watch.IsWildcard,
            watch.ServesWholeSet ? [] : watch.Names,
            watch.NonceSent,
            watch.NonceAcknowledged,
            watch.VersionSent,
            watch.VersionAcknowledged,
            watch.LastError,
            watch.SentAt))];

    private void Advance(Watch watch, ResourceSet set)
    {
        if (watch.IsServed(set))
        {
            return;
        }

        var change = watch.Advance(set);
        if (!change.IsEmpty)
        {
            Respond(watch, change);
        }
    }

    private RequestEffect Open(DeltaDiscoveryRequest request)
    {
        var type = ResourceTypes.Of(request.TypeUrl);
        var set = _view.Of(type);
        var watch = _watches[type.TypeUrl] = new Watch(type, _nodeGroup);
        // Nothing named at all means everything.
        IReadOnlyCollection<string> subscribed = request.ResourceNamesSubscribe.Count == 0 ? [Subscription.Wildcard] : request.ResourceNamesSubscribe;
        var added = watch.Subscribe(subscribed, request.ResourceNamesUnsubscribe, set);
        watch.Hold(request.InitialResourceVersions);
        var asksForNothing = !watch.ServesWholeSet && watch.Names.Count == 0 && request.InitialResourceVersions.Count == 0;
        if (!asksForNothing)
        {
            Respond(watch, watch.Open(set, added));
            AfterAnswer(watch);
        }

        return RequestEffect.Subscribed;
    }

    private RequestEffect ReplaceNames(Watch watch, IReadOnlyCollection<string> names)
    {
        var set = _view.Of(watch.Type);
        var added = watch.Replace(names, set);
        if (added.Count == 0)
        {
            return RequestEffect.Acknowledged;
        }

        RespondUnlessEmpty(watch, watch.Answer(set, added));
        return RequestEffect.SubscriptionChanged;
    }

    private void RespondUnlessEmpty(Watch watch, WatchChange change)
    {
        // As in Istio, a name that stands for nothing of this type is answered, with nothing.
        var isEmpty = _variant == XdsVariant.Delta ? change.IsEmpty && !change.Withholds : change.Resources.Count == 0;
        if (!isEmpty)
        {
            Respond(watch, change);
            AfterAnswer(watch);
        }
    }

    // Envoy warms a cluster only when endpoints arrive after it: a client that asks for clusters gets its endpoints again, as in Istio.
    private void AfterAnswer(Watch watch)
    {
        if (watch.Type != ResourceTypes.Cluster || !_watches.TryGetValue(ResourceTypes.Endpoint.TypeUrl, out var endpoints))
        {
            return;
        }

        endpoints.Hold(EmptyVersions.Instance);
        Respond(endpoints, endpoints.Open(_view.Of(endpoints.Type), endpoints.Names));
    }

    private static RequestEffect Exchange(Watch watch, string nonce, string? error)
    {
        if (error is not null)
        {
            watch.LastError = PeerText.Shorten(error);
            return RequestEffect.Rejected;
        }

        if (nonce.Length == 0)
        {
            return RequestEffect.None;
        }

        if (nonce != watch.NonceSent)
        {
            return RequestEffect.StaleNonce;
        }

        watch.LastError = null;
        watch.NonceAcknowledged = nonce;
        watch.VersionAcknowledged = watch.VersionSent;
        return RequestEffect.Acknowledged;
    }

    private void Advance(Watch watch)
    {
        var change = watch.Advance(_view.Of(watch.Type));
        if (!change.IsEmpty)
        {
            Respond(watch, change);
        }
    }

    private void Respond(Watch watch, WatchChange change)
    {
        var wholeSet = _variant == XdsVariant.StateOfTheWorld && watch.ServesWholeSet;
        var resources = wholeSet ? watch.Type.AllOf(_view.Of(watch.Type)) : change.Resources;
        var removed = _variant == XdsVariant.StateOfTheWorld ? [] : change.Removed;
        var nonce = NextNonce();
        watch.NonceSent = nonce;
        watch.VersionSent = _view.Version;
        // As in Istio: who has everything looks names up for itself.
        _responses.Enqueue(new(_variant, watch.Type, nonce, _view.Version, resources, removed, withAliases: !watch.ServesWholeSet));
    }

    private string NextNonce() => string.Create(CultureInfo.InvariantCulture, $"{_noncePrefix}{++_responseCount}");
}
