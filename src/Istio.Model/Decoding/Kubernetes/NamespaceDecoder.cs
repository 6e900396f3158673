using Istio.Model.Kinds;

namespace Istio.Model.Decoding.Kubernetes;

internal static class NamespaceDecoder
{
    public static ConfigObject Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("spec", "status");
        return new Namespace(metadata);
    }
}
