namespace Istio.Model.Kinds;

public sealed record ServiceAccount(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.ServiceAccount;
}
