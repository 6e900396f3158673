using Istio.Model.Decoding;
using Istio.Model.Kinds.Core;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.Services;

namespace Istio.Model.Tests.Decoding;

public sealed class DefaultsTests
{
    private const string PodText =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1}
        spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}
        """;

    [Fact]
    public void A_file_gets_what_an_API_server_would_fill_in()
    {
        var pod = Decode.Object<Pod>(PodText);

        Assert.Equal(("default", "default"), (pod.Metadata.Namespace, pod.ServiceAccount));
        Assert.Equal(new ContainerPort("http", 8080, "TCP"), Assert.Single(pod.Ports));
    }

    [Fact]
    public void A_stored_object_is_taken_as_it_is()
    {
        var pod = Assert.IsType<Pod>(ConfigDecoder.Decode("stored.yaml", PodText, DecodeOptions.Stored)[0].Object);

        Assert.Equal(("", ""), (pod.Metadata.Namespace, pod.ServiceAccount));
        Assert.Equal(new ContainerPort("http", 8080, ""), Assert.Single(pod.Ports));
    }

    [Fact]
    public void A_service_port_without_target_goes_to_the_same_port_of_the_pods()
    {
        var service = Decode.Object<Service>("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.0.0.1, ports: [{port: 80}]}}");

        Assert.Equal(PortReference.Numbered(80), service.Ports[0].TargetPort);
    }
}
