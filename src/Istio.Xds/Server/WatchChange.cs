using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>What must be sent so that the client has what it is subscribed to.</summary>
internal sealed class WatchChange
{
    private readonly List<EncodedResource> _resources = [];
    private readonly List<string> _removed = [];
    private IReadOnlyList<EncodedResource>? _whole;

    public IReadOnlyList<EncodedResource> Resources => _whole ?? _resources;

    public IReadOnlyList<string> Removed => _removed;

    public bool IsEmpty => Resources.Count == 0 && _removed.Count == 0;

    public void Send(EncodedResource resource) => _resources.Add(resource);

    /// <summary>Sends everything, to a client that holds nothing: the list is shared, not copied.</summary>
    public void SendWhole(ResourceSet set) => _whole = set.All;

    public void Remove(string name) => _removed.Add(name);

    public void RemoveOnce(string name)
    {
        if (!_removed.Contains(name))
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
