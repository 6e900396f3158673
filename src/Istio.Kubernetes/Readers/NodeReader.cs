using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

internal static class NodeReader
{
    public static ConfigObject Read(ref ObjectCursor cursor) => new Node(MetadataOnlyReader.Read(ref cursor, Node.Kind));
}
