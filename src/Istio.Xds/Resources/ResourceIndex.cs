using System.Collections.Immutable;

namespace Istio.Xds.Resources;

/// <summary>Resource names by alias and group, for clients that ask on demand.</summary>
internal sealed class ResourceIndex(ImmutableDictionary<string, ImmutableSortedSet<string>> names)
{
    private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public static ResourceIndex Of(IEnumerable<EncodedResource> resources)
    {
        var builder = new Builder(ImmutableDictionary.CreateBuilder<string, ImmutableSortedSet<string>>(StringComparer.Ordinal));
        foreach (var resource in resources)
        {
            builder.Replace(null, resource);
        }

        return builder.ToIndex();
    }

    public ImmutableSortedSet<string> Find(string key) => names.GetValueOrDefault(key, None);

    public Builder ToBuilder() => new(names.ToBuilder());

    internal sealed class Builder(ImmutableDictionary<string, ImmutableSortedSet<string>>.Builder names)
    {
        public void Replace(EncodedResource? old, EncodedResource resource)
        {
            if (old is not null && old.Aliases.Equals(resource.Aliases) && old.Groups.Equals(resource.Groups))
            {
                return;
            }

            if (old is not null)
            {
                Remove(old);
            }

            foreach (var key in resource.Aliases.Concat(resource.Groups))
            {
                names[key] = names.GetValueOrDefault(key, None).Add(resource.Name);
            }
        }

        public void Remove(EncodedResource resource)
        {
            foreach (var key in resource.Aliases.Concat(resource.Groups))
            {
                var rest = names.GetValueOrDefault(key, None).Remove(resource.Name);
                if (rest.IsEmpty)
                {
                    names.Remove(key);
                }
                else
                {
                    names[key] = rest;
                }
            }
        }

        public ResourceIndex ToIndex() => new(names.ToImmutable());
    }
}
