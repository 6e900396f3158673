using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>What must be sent so that the client has what it is subscribed to.</summary>
/// <param name="type">What the client asks for: it is sent resources in the form of this type only.</param>
internal sealed class WatchChange(ResourceType type)
{
    private List<EncodedResource>? _own;
    private List<string>? _ownRemoved;
    private HashSet<string>? _removedNames;

    public ResourceType Type => type;

    public IReadOnlyList<EncodedResource> Resources { get; private set; } = [];

    public IReadOnlyList<string> Removed { get; private set; } = [];

    /// <summary>Something that the client asked for is there and is nothing of this type: a service, for a client of workloads.</summary>
    public bool Withholds { get; private set; }

    public bool IsEmpty => Resources.Count == 0 && Removed.Count == 0;

    public void Send(EncodedResource resource)
    {
        if (type.FormOf(resource) is { } form)
        {
            // A list that is shared stays as it is.
            Resources = _own ??= [.. Resources];
            _own.Add(form);
        }
        else
        {
            Withholds = true;
        }
    }

    /// <summary>Sends everything, to a client that holds nothing: the list is shared, not copied.</summary>
    public void SendWhole(ResourceSet set) => Resources = type.AllOf(set);

    /// <summary>Sends what others are sent too.</summary>
    public void Share(SetChange change)
    {
        Resources = change.Resources;
        Removed = change.Removed;
        Withholds |= change.Withholds;
    }

    public void Remove(string name)
    {
        Removed = _ownRemoved ??= [.. Removed];
        _ownRemoved.Add(name);
        _removedNames?.Add(name);
    }

    public void RemoveOnce(string name)
    {
        _removedNames ??= new(Removed, StringComparer.Ordinal);
        if (!_removedNames.Contains(name))
        {
            Remove(name);
        }
    }

    /// <summary>
    /// Sends or removes a resource, or neither, so that a client with <paramref name="heldVersion"/> comes to hold <paramref name="current"/>.
    /// </summary>
    public void Compare(string name, string? heldVersion, EncodedResource? current)
    {
        if (current is null)
        {
            if (heldVersion is not null)
            {
                Remove(name);
            }
        }
        else if (current.Version != heldVersion)
        {
            Send(current);
        }
    }
}
