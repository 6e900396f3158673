using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Nodes;

/// <summary>A machine of the cluster; its labels tell where it stands.</summary>
public sealed record Node(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<Node> Kind { get; } = new("", nameof(Node), "nodes", NodeDecoder.Decode)
    {
        Versions = ["v1"],
        IsNamespaced = false,
        KeepsWhatIsUnused = false,
    };

    protected override Kind DeclaredKind => Kind;
}
