using Istio.Model.Kinds;

namespace Istio.Model.Decoding.Kubernetes;

internal static class NodeDecoder
{
    public static ConfigObject Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("spec", "status");
        return new Node(metadata);
    }
}
