using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>What must be sent so that the client has what it is subscribed to.</summary>
/// <param name="type">What the client asks for: it is sent resources in the form of this type only.</param>
internal sealed class WatchChange(ResourceType type)
{
    private readonly List<EncodedResource> _resources = [];
    private readonly List<string> _removed = [];
    private HashSet<string>? _removedNames;
    private IReadOnlyList<EncodedResource>? _whole;

    public IReadOnlyList<EncodedResource> Resources => _whole ?? _resources;

    public IReadOnlyList<string> Removed => _removed;

    /// <summary>Something that the client asked for is there and is nothing of this type: a service, for a client of workloads.</summary>
    public bool Withholds { get; private set; }

    public bool IsEmpty => Resources.Count == 0 && _removed.Count == 0;

    public void Send(EncodedResource resource)
    {
        if (type.FormOf(resource) is { } form)
        {
            _resources.Add(form);
        }
        else
        {
            Withholds = true;
        }
    }

    /// <summary>Sends everything, to a client that holds nothing: the list is shared, not copied.</summary>
    public void SendWhole(ResourceSet set) => _whole = type.AllOf(set);

    public void Remove(string name)
    {
        _removed.Add(name);
        _removedNames?.Add(name);
    }

    public void RemoveOnce(string name)
    {
        _removedNames ??= new(_removed, StringComparer.Ordinal);
        if (_removedNames.Add(name))
        {
            _removed.Add(name);
        }
    }

    /// <summary>Sends or removes a resource, or neither, so that a client with <paramref name="heldVersion"/> comes to hold <paramref name="current"/>.</summary>
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
