using Istio.Xds.Resources;

namespace Istio.Xds.Server;

/// <summary>
/// What a client of the whole set holds: one revision, remembered by reference; before the first answer, what it brought along by name and version.
/// </summary>
internal sealed class HeldSet(IReadOnlyDictionary<string, string> brought)
{
    private IReadOnlyDictionary<string, string> _brought = brought;

    public ResourceSet? Served { get; private set; }

    public void Advance(ResourceSet set, WatchChange change)
    {
        if (Served is null && _brought.Count == 0)
        {
            change.SendWhole(set);
        }
        else if (Served is null)
        {
            CompareWithBrought(set, change);
        }
        else if (set.ChangeSince(Served, change.Type) is { } shared)
        {
            change.Share(shared);
        }
        else
        {
            CompareAll(Served, set, change);
        }

        Served = set;
        _brought = EmptyVersions.Instance;
    }

    private void CompareWithBrought(ResourceSet set, WatchChange change)
    {
        foreach (var resource in set.Resources.Values)
        {
            change.Compare(resource.Name, _brought.GetValueOrDefault(resource.Name), resource);
        }

        foreach (var name in _brought.Keys.Order(StringComparer.Ordinal))
        {
            if (set.Find(name) is null)
            {
                change.Remove(name);
            }
        }
    }

    private static void CompareAll(ResourceSet served, ResourceSet set, WatchChange change)
    {
        foreach (var resource in set.Resources.Values)
        {
            change.Compare(resource.Name, served.Find(resource.Name)?.Version, resource);
        }

        foreach (var name in served.Resources.Keys)
        {
            if (set.Find(name) is null)
            {
                change.Remove(name);
            }
        }
    }
}
