using System.Collections.Immutable;
using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>One type on one stream: the subscription, what the client holds of it, and where the exchange of nonces stands.</summary>
internal sealed class Watch
{
    private readonly string _nodeGroup;
    private readonly Subscription _subscription;

    // Exactly one of them is in use: which one depends on ServesWholeSet.
    private HeldSet? _heldSet;
    private HeldNames? _heldNames;

    public Watch(ResourceType type, string nodeGroup)
    {
        Type = type;
        _nodeGroup = nodeGroup;
        _subscription = new(mayBeWildcard: type.Rule != SubscriptionRule.Named);
    }

    public ResourceType Type { get; }

    public bool IsWildcard => _subscription.IsWildcard;

    public ImmutableSortedSet<string> Names => _subscription.Names;

    /// <summary>About how many bytes of memory the client makes the server keep for this type.</summary>
    public long Weight => _subscription.Weight + (sizeof(char) * (Type.TypeUrl.Length + (LastError?.Length ?? 0)));

    public bool ServesWholeSet => IsWildcard || Type.Rule == SubscriptionRule.WholeSet;

    public string NonceSent { get; set; } = "";

    public string NonceAcknowledged { get; set; } = "";

    public string VersionSent { get; set; } = "";

    public string VersionAcknowledged { get; set; } = "";

    /// <summary>When the latest response was handed to the connection; null while none was.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the client refused the latest response; <see langword="null"/> when it did not.</summary>
    public string? LastError { get; set; }

    public List<string> Subscribe(IReadOnlyCollection<string> subscribed, IReadOnlyCollection<string> unsubscribed, ResourceSet set)
    {
        var wasWhole = ServesWholeSet;
        var added = _subscription.Change(subscribed, unsubscribed);
        FollowMode(wasWhole);
        if (unsubscribed.Count > 0 && _heldNames is not null)
        {
            _heldNames.DropUncovered(set, unsubscribed);
            added.AddRange(_heldNames.GiveUp(set, unsubscribed));
        }

        return added;
    }

    public List<string> Replace(IReadOnlyCollection<string> names, ResourceSet set)
    {
        var wasWhole = ServesWholeSet;
        var (added, dropped) = _subscription.Replace(names);
        FollowMode(wasWhole);
        if (dropped.Count > 0)
        {
            _heldNames?.DropUncovered(set, dropped);
        }

        return added;
    }

    /// <summary>Starts over with what the client says it holds: nothing, or resources with versions from an earlier stream.</summary>
    public void Hold(IReadOnlyDictionary<string, string> versions)
    {
        _heldSet = ServesWholeSet ? new(versions) : null;
        _heldNames = ServesWholeSet ? null : new(versions, _subscription, Type, _nodeGroup);
    }

    /// <summary>The client was sent what is in this set already.</summary>
    public bool IsServed(ResourceSet set) => ReferenceEquals(_heldSet?.Served ?? _heldNames?.Served, set);

    /// <summary>What a newer revision means for this client.</summary>
    public WatchChange Advance(ResourceSet set)
    {
        var change = new WatchChange(Type);
        _heldSet?.Advance(set, change);
        _heldNames?.Advance(set, change);
        return change;
    }

    /// <summary>The answer to a first request for <paramref name="names"/>.</summary>
    public WatchChange Open(ResourceSet set, IReadOnlyCollection<string> names)
    {
        var change = new WatchChange(Type);
        _heldNames?.Open(set, names, change);
        AnswerFromSet(set, names, change);
        return change;
    }

    /// <summary>The answer to names just subscribed.</summary>
    public WatchChange Answer(ResourceSet set, IReadOnlyCollection<string> added)
    {
        var change = new WatchChange(Type);
        _heldNames?.Answer(set, added, change);
        AnswerFromSet(set, added, change);
        return change;
    }

    private void AnswerFromSet(ResourceSet set, IReadOnlyCollection<string> names, WatchChange change)
    {
        if (_heldSet is null)
        {
            return;
        }

        _heldSet.Advance(set, change);
        foreach (var name in names)
        {
            if (name != Subscription.Wildcard && set.Find(name) is null)
            {
                change.RemoveOnce(name);
            }
        }
    }

    // A wildcard that comes or goes changes how the rest is remembered, not what the client has.
    private void FollowMode(bool wasWhole)
    {
        if (wasWhole == ServesWholeSet)
        {
            return;
        }

        if (_heldSet?.Served is { } served)
        {
            Hold(Names.Where(name => served.Find(name) is not null).ToDictionary(name => name, name => served.Find(name)!.Version, StringComparer.Ordinal));
        }
        else if (_heldNames is not null)
        {
            Hold(_heldNames.Versions);
        }
    }
}
