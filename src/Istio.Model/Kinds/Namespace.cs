namespace Istio.Model.Kinds;

public sealed record Namespace(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.Namespace;
}
