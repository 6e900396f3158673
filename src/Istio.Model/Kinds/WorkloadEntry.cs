namespace Istio.Model.Kinds;

public sealed record WorkloadEntry(ObjectMeta Metadata, WorkloadEndpoint Endpoint) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.WorkloadEntry;
}
