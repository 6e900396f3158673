using Istio.Model.Kinds;

namespace Istio.Model.Decoding.Istio;

internal static class WorkloadEntryDecoder
{
    public static ConfigObject Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("status");
        document.Require("spec");
        return new WorkloadEntry(metadata, document.Nested("spec", WorkloadEndpointDecoder.Read) ?? new WorkloadEndpoint(""));
    }
}
