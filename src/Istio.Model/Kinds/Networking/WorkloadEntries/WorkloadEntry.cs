using Istio.Model.Objects;

namespace Istio.Model.Kinds.Networking.WorkloadEntries;

public sealed record WorkloadEntry(ObjectMeta Metadata, WorkloadEndpoint Endpoint) : ConfigObject(Metadata)
{
    public static Kind<WorkloadEntry> Kind { get; } = new("networking.istio.io", nameof(WorkloadEntry), "workloadentries", WorkloadEntryDecoder.Decode)
    {
        Versions = ["v1", "v1beta1", "v1alpha3"],
    };

    protected override Kind DeclaredKind => Kind;
}
