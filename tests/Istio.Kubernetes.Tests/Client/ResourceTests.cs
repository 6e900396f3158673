using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.Tests.Client;

public sealed class ResourceTests
{
    [Theory]
    [InlineData("", "v1", "pods", "", "", "/api/v1/pods")]
    [InlineData("", "v1", "pods", "shop", "", "/api/v1/namespaces/shop/pods")]
    [InlineData("", "v1", "pods", "shop", "web-1", "/api/v1/namespaces/shop/pods/web-1")]
    [InlineData("discovery.k8s.io", "v1", "endpointslices", "shop", "web", "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/web")]
    public void A_path_has_group_namespace_and_name(string group, string version, string plural, string ns, string name, string path)
    {
        var resource = new Resource(group, version, plural);

        Assert.Equal(path, name.Length == 0 ? resource.Path(ns) : resource.Path(ns, name));
    }

    [Fact]
    public void Objects_of_the_cluster_have_no_namespace_in_their_path() =>
        Assert.Equal("/api/v1/nodes/n1", new Resource("", "v1", "nodes", IsNamespaced: false).Path("ignored", "n1"));
}
