namespace Istio.Model.Kinds;

/// <summary>A machine of the cluster; its labels tell where it stands.</summary>
public sealed record Node(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.Node;
}
