using System.Collections.Concurrent;
using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>One publication, as each class of clients sees it; views are made once a class, when the first client of it needs one.</summary>
internal sealed class PublishedViews(PublishedSets sets, string version)
{
    private readonly ConcurrentDictionary<ClientClass, ResourceView> _views = new();

    public PublishedSets Sets => sets;

    public string Version => version;

    public ResourceView ViewOf(ClientClass clientClass) =>
        _views.GetOrAdd(clientClass, static (key, publication) => publication.sets.ViewOf(key, publication.version), (sets, version));
}
