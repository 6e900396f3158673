using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Nodes;

internal static class NodeDecoder
{
    public static Node Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("spec", "status");
        return new Node(metadata);
    }
}
