using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Namespaces;

internal static class NamespaceDecoder
{
    public static Namespace Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("spec", "status");
        return new Namespace(metadata);
    }
}
