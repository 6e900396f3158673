using Istio.Model.Kinds.Core.Namespaces;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

internal static class NamespaceReader
{
    public static ConfigObject Read(ref ObjectCursor cursor) => new Namespace(MetadataOnlyReader.Read(ref cursor, Namespace.Kind));
}
