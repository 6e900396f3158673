namespace Istio.Xds.Resources;

/// <summary>What a client of a whole set is sent when it holds an older revision: one for all clients that hold the same.</summary>
/// <param name="Older">The set that they hold.</param>
/// <param name="Type">What they ask for.</param>
internal sealed record SetChange(ResourceSet Older, ResourceType Type, EncodedResource[] Resources, string[] Removed, bool Withholds)
{
    public static SetChange Between(ResourceSet older, ResourceSet newer, ResourceType type, IReadOnlyCollection<string> names)
    {
        var resources = new List<EncodedResource>(names.Count);
        var removed = new List<string>();
        var withholds = false;
        foreach (var name in names)
        {
            var held = older.Find(name);
            if (newer.Find(name) is not { } current)
            {
                if (held is not null)
                {
                    removed.Add(name);
                }
            }
            else if (current.Version != held?.Version)
            {
                if (type.FormOf(current) is { } form)
                {
                    resources.Add(form);
                }
                else
                {
                    withholds = true;
                }
            }
        }

        return new(older, type, [.. resources], [.. removed], withholds);
    }
}
