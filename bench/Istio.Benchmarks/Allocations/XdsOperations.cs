using System.Buffers;
using Envoy.Service.Discovery.V3;
using Istio.Api.Workload;
using Istio.Xds.Resources;
using Istio.Xds.Server;

namespace Istio.Benchmarks.Allocations;

/// <summary>Responses made of resources that were encoded once for all clients.</summary>
internal static class XdsOperations
{
    public static Operation FrameOneResource() => Make("xds: frame a response with 1 resource", 1);

    public static Operation FrameHundredResources() => Make("xds: frame a response with 100 resources", 100);

    public static Operation WriteInOnePiece()
    {
        var type = ResourceTypes.Address;
        EncodedResource[] resources = [Encode(type, 1)];
        var target = new byte[4 * 1024];
        return new SimpleOperation("xds: write a response with 1 resource in one piece", () =>
            new XdsResponse(XdsVariant.Delta, type, "nonce", "version", resources, []).WriteTo(target));
    }

    /// <summary>
    /// A changed workload out of 1,000 goes to one of 100 clients, which acknowledges it; what the change costs by itself is spread over them.
    /// </summary>
    public static Operation PushToOneClient()
    {
        const int Clients = 100;
        var type = ResourceTypes.Address;
        EncodedResource[] versions = [Encode(type, 0), Encode(type, 0, "other")];
        var set = ResourceSet.Of(Enumerable.Range(0, 1000).Select(number => Encode(type, number)));
        var view = ResourceView.Empty.With(type, set);
        ServerStream[] streams = [.. Enumerable.Range(0, Clients).Select(number => Subscribe(view, type, number))];
        var acknowledgement = new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl };
        var target = new byte[4 * 1024];
        var pushes = 0;
        return new SimpleOperation("xds: push 1 changed resource to one of 100 clients", () =>
        {
            if (pushes % Clients == 0)
            {
                set = set.With([versions[(pushes / Clients + 1) % 2]], []);
                view = view.With(type, set);
            }

            var stream = streams[pushes++ % Clients];
            stream.Update(view);
            if (!stream.TryNext(out var response))
            {
                throw new InvalidOperationException("The push did not send what it is measured for.");
            }

            response.WriteTo(target);
            acknowledgement.ResponseNonce = response.Nonce;
            stream.Receive(acknowledgement);
        });
    }

    private static ServerStream Subscribe(ResourceView view, ResourceType type, int number)
    {
        var stream = new ServerStream(XdsVariant.Delta, view, $"{number}-");
        stream.Receive(new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl });
        return stream.TryNext(out _) ? stream : throw new InvalidOperationException("A client was sent nothing.");
    }

    private static SimpleOperation Make(string name, int count)
    {
        var type = ResourceTypes.Address;
        EncodedResource[] resources = [.. Enumerable.Range(0, count).Select(i => Encode(type, i))];
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        return new SimpleOperation(name, () =>
        {
            output.ResetWrittenCount();
            new XdsResponse(XdsVariant.Delta, type, "nonce", "version", resources, []).WriteTo(output);
        });
    }

    private static EncodedResource Encode(ResourceType type, int number, string node = "node")
    {
        var workload = new Workload { Uid = $"cluster//Pod/ns/pod-{number}", Name = $"pod-{number}", Namespace = "ns", Node = node };
        return EncodedResource.Create(type.TypeUrl, workload.Uid, new Address { Workload = workload });
    }
}
