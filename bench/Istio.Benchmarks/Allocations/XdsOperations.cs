using System.Buffers;
using Istio.Api.Workload;
using Istio.Xds.Resources;
using Istio.Xds.Server;

namespace Istio.Benchmarks.Allocations;

/// <summary>Responses made of resources that were encoded once for all clients.</summary>
internal static class XdsOperations
{
    public static Operation FrameOneResource() => Make("xds: frame a response with 1 resource", 1);

    public static Operation FrameHundredResources() => Make("xds: frame a response with 100 resources", 100);

    private static SimpleOperation Make(string name, int count)
    {
        ResourceType type = ResourceTypes.Address;
        EncodedResource[] resources = [.. Enumerable.Range(0, count).Select(i => Encode(type, i))];
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        return new SimpleOperation(name, () =>
        {
            output.ResetWrittenCount();
            new XdsResponse(XdsVariant.Delta, type, "nonce", "version", resources, []).WriteTo(output);
        });
    }

    private static EncodedResource Encode(ResourceType type, int number)
    {
        var workload = new Workload { Uid = $"cluster//Pod/ns/pod-{number}", Name = $"pod-{number}", Namespace = "ns", Node = "node" };
        return EncodedResource.Create(type.TypeUrl, workload.Uid, new Address { Workload = workload });
    }
}
