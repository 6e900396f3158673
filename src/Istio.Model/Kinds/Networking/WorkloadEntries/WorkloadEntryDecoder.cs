using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Networking.WorkloadEntries;

internal static class WorkloadEntryDecoder
{
    public static WorkloadEntry Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("status");
        document.Require("spec");
        return new WorkloadEntry(metadata, document.Nested("spec", WorkloadEndpointDecoder.Read) ?? new WorkloadEndpoint(""));
    }
}
