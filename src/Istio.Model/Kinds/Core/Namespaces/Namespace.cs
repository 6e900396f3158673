using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Namespaces;

public sealed record Namespace(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<Namespace> Kind { get; } = new("", nameof(Namespace), "namespaces", NamespaceDecoder.Decode)
    {
        Versions = ["v1"],
        IsNamespaced = false,
        IsNamedByLabel = true,
        KeepsWhatIsUnused = false,
    };

    protected override Kind DeclaredKind => Kind;
}
