using Istio.Kubernetes.Client;
using Istio.Kubernetes.ListWatch;

namespace Istio.Kubernetes.Sources;

/// <summary>Follows which kinds the API server has by CustomResourceDefinitions, so that a new one is read without waiting.</summary>
internal sealed class DefinitionWatch(Action<string> appeared) : IWatchSink
{
    public static WatchTarget Target { get; } =
        new(new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", IsNamespaced: false)) { MetadataOnly = true };

    public void BeginList()
    {
    }

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json) => appeared(head.Name);

    public void Remove(in ObjectHead head)
    {
    }

    public void EndList()
    {
    }
}
