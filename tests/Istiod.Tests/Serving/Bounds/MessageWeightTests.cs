using System.Buffers;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istiod.Serving.Bounds;

namespace Istiod.Tests.Serving.Bounds;

/// <summary>What a message weighs against what the parser really allocates for it.</summary>
public sealed class MessageWeightTests
{
    private const int Count = 20_000;

    // What a message has besides, however small it is.
    private const int Slack = 4096;

    private static readonly IEnumerable<string> Numbers = Enumerable.Range(0, Count).Select(static i => $"{i}");

    public static TheoryData<string, byte[]> Messages => new()
    {
        { "names of nothing", Repeat([(3 << 3) | 2, 0]) },
        { "names of one letter", Repeat([(3 << 3) | 2, 1, (byte)'x']) },
        { "real names", Bytes(new() { ResourceNamesSubscribe = { Numbers.Select(static i => $"Kubernetes//Pod/shop/web-{i}") } }) },
        { "versions", Bytes(new() { InitialResourceVersions = { Numbers.ToDictionary(static i => i, static _ => "v") } }) },
        { "unknown numbers of one field", Repeat([15 << 3, 1]) },
        { "unknown texts", Repeat([(15 << 3) | 2, 0]) },
        { "details of an error", Bytes(new() { ErrorDetail = new() { Details = { Numbers.Select(static _ => new Any()) } } }) },
        { "an error", Bytes(new() { ErrorDetail = new() { Message = new string('x', Count) } }) },
        { "metadata", WithMetadata(new() { Fields = { Numbers.ToDictionary(static i => i, static _ => Value.ForBool(true)) } }) },
        { "a list", WithMetadata(new() { Fields = { ["x"] = Value.ForList([.. Numbers.Select(static _ => Value.ForNull())]) } }) },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_weighs_at_least_what_it_takes(string what, byte[] message)
    {
        var weight = MessageWeight.Of(new ReadOnlySequence<byte>(message), MessageKind.DeltaDiscoveryRequest).Bytes;
        _ = DeltaDiscoveryRequest.Parser.ParseFrom(message);

        // Collections double their arrays as they grow; the halves they left behind are garbage, and no longer held.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var request = DeltaDiscoveryRequest.Parser.ParseFrom(message);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(request);

        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {message.Length} bytes weigh {weight}, the parser allocates {allocated}");
        Assert.InRange(allocated, 0, (2 * weight) + Slack);
    }

    [Fact]
    public void The_node_is_measured_by_itself()
    {
        var request = new DeltaDiscoveryRequest { Node = new() { Id = "x" }, ResourceNamesSubscribe = { "name" } };

        Assert.Equal(request.Node.CalculateSize(), MessageWeight.Of(new ReadOnlySequence<byte>(request.ToByteArray()), MessageKind.DeltaDiscoveryRequest).Node);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 10, 5, 1 })]
    [InlineData(new byte[] { 9, 1, 2, 3 })]
    [InlineData(new byte[] { 13, 1 })]
    public void What_is_malformed_weighs_something_and_throws_nothing(byte[] message) =>
        Assert.InRange(MessageWeight.Of(new ReadOnlySequence<byte>(message), MessageKind.DeltaDiscoveryRequest).Bytes, 0, 1000);

    private static byte[] Repeat(byte[] field) => [.. Enumerable.Repeat(field, Count).SelectMany(static bytes => bytes)];

    private static byte[] WithMetadata(Struct metadata) => Bytes(new() { Node = new() { Metadata = metadata } });

    private static byte[] Bytes(DeltaDiscoveryRequest request) => request.ToByteArray();
}
