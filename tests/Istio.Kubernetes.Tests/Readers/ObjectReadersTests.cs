using System.Text;
using CsCheck;
using Istio.Kubernetes.Readers;
using Istio.Model.Decoding;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Core.ServiceAccounts;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Kinds.Security.PeerAuthentications;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Tests.Readers;

/// <summary>Whatever is written, a direct reader and the decoder read the same.</summary>
public sealed class ObjectReadersTests
{
    private static readonly Gen<int> Seeds = Gen.Int;

    [Fact]
    public void Objects_without_a_mistake_are_read_directly_and_equal() =>
        Seeds.Sample(
            seed =>
            {
                var readers = new ObjectReaders();
                foreach (var (kind, shape) in Shapes.All)
                {
                    var json = JsonScript.Write(shape, new Random(seed), mistakes: 0);
                    var decoded = StoredObjects.Decode(kind, json);
                    var isRead = readers.TryRead(ObjectReaders.DirectReaderOf(kind)!, json, out var read);

                    // Some ports are written twice by chance.
                    Assert.True(decoded.Object is null ? !isRead : isRead, Encoding.UTF8.GetString(json));
                    Assert.Equal(decoded.Object, read);
                    AssertSame(kind, readers, json);
                }
            },
            iter: 500);

    [Fact]
    public void Most_random_objects_have_no_mistake() =>
        Assert.All(Shapes.All, one => Assert.InRange(Enumerable.Range(0, 200).Count(seed => IsGood(one.Kind, JsonScript.Write(one.Shape, new Random(seed), mistakes: 0))), 100, 200));

    [Fact]
    public void Some_random_mistakes_leave_an_object_and_some_do_not() =>
        Assert.All(Shapes.All, one => Assert.InRange(Enumerable.Range(0, 200).Count(seed => IsGood(one.Kind, JsonScript.Write(one.Shape, new Random(seed), mistakes: 3))), 10, 190));

    [Fact]
    public void Objects_with_mistakes_give_the_findings_of_the_decoder() =>
        Gen.Select(Seeds, Gen.Int[1, 10]).Sample(
            (seed, mistakes) =>
            {
                var readers = new ObjectReaders();
                foreach (var (kind, shape) in Shapes.All)
                {
                    AssertSame(kind, readers, JsonScript.Write(shape, new Random(seed), mistakes));
                }
            },
            iter: 500);

    [Fact]
    public void Broken_text_gives_the_findings_of_the_decoder_unless_nobody_reads_what_is_broken() =>
        Gen.Select(Seeds, Gen.Int[0, 3], Gen.Byte[(byte)' ', (byte)'~']).Sample(
            (seed, way, letter) =>
            {
                var readers = new ObjectReaders();
                foreach (var (kind, shape) in Shapes.All)
                {
                    var json = JsonScript.Write(shape, new Random(seed), mistakes: 0);
                    var place = new Random(seed + 1).Next(json.Length);
                    var broken = Break(json, place, way, letter);
                    if (!readers.Of(kind)(broken).Equals(StoredObjects.Decode(kind, json)))
                    {
                        AssertSame(kind, readers, broken);
                    }
                }
            },
            iter: 500);

    [Fact]
    public void Endpoints_before_the_metadata_are_understood()
    {
        var json = """
            {"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"targetRef":{"kind":"Pod","name":"web-1","namespace":"shop"}}],"metadata":{"name":"web","namespace":"shop"}}
            """;
        var slice = Assert.IsType<EndpointSlice>(new ObjectReaders().Of(EndpointSlice.Kind)(Encoding.UTF8.GetBytes(json)).Object);

        Assert.Equal("web-1", Assert.Single(slice.Endpoints).PodName);
    }

    [Fact]
    public void Times_in_other_forms_are_understood()
    {
        foreach (var time in new[] { "2025-01-31T13:00:00+01:00", "2025-01-31T12:00:00.000000Z", "2025-01-31T12:00:00" })
        {
            var json = Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"n1","creationTimestamp":"{{{time}}}"}}""");
            var node = Assert.IsType<Node>(new ObjectReaders().Of(Node.Kind)(json).Object);
            Assert.Equal(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero), node.Metadata.CreationTimestamp);
        }
    }

    [Fact]
    public void Kinds_without_a_direct_reader_are_decoded()
    {
        var readers = new ObjectReaders();
        var policy = readers.Of(PeerAuthentication.Kind)("""{"metadata":{"name":"p","namespace":"shop"},"spec":{"mtls":{"mode":"STRICT"}}}"""u8);

        Assert.Equal(MutualTlsMode.Strict, Assert.IsType<PeerAuthentication>(policy.Object).Mode);
        Assert.NotNull(policy.Written);
        Assert.Null(ObjectReaders.DirectReaderOf(ServiceAccount.Kind));
        Assert.IsType<ServiceAccount>(readers.Of(ServiceAccount.Kind)("""{"metadata":{"name":"a","namespace":"shop"}}"""u8).Object);
    }

    [Fact]
    public void Pods_of_one_workload_share_what_is_equal()
    {
        var readers = new ObjectReaders();
        var first = ReadPod(readers, "web-1");
        var second = ReadPod(readers, "web-2");

        Assert.Same(first.Metadata.Labels, second.Metadata.Labels);
        Assert.Same(first.Metadata.Controller, second.Metadata.Controller);
        Assert.Same(first.Metadata.Namespace, second.Metadata.Namespace);
        Assert.Same(first.Ports, second.Ports);
        Assert.Same(first.NodeName, second.NodeName);
        Assert.Same(first.ServiceAccount, second.ServiceAccount);
        Assert.Equal("web-2", second.Metadata.Name);
    }

    private static Pod ReadPod(ObjectReaders readers, string name)
    {
        var json = $$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"shop","labels":{"app":"web","version":"v1"},
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","controller":true}]},
            "spec":{"nodeName":"n1","serviceAccountName":"web","containers":[{"name":"app","ports":[{"containerPort":80,"name":"http","protocol":"TCP"}]}]}}
            """;
        return Assert.IsType<Pod>(readers.Of(Pod.Kind)(Encoding.UTF8.GetBytes(json)).Object);
    }

    private static byte[] Break(byte[] json, int place, int way, byte letter) => way switch
    {
        0 => json[..place],
        1 => [.. json[..place], letter, .. json[place..]],
        2 => [.. json[..place], .. json[(place + 1)..]],
        _ => [.. json[..place], letter, .. json[(place + 1)..]],
    };

    private static bool IsGood(Kind kind, byte[] json) => StoredObjects.Decode(kind, json).Object is not null;

    private static void AssertSame(Kind kind, ObjectReaders readers, byte[] json)
    {
        var expected = StoredObjects.Decode(kind, json);
        var actual = readers.Of(kind)(json);
        Assert.True(expected.Equals(actual), $"{expected}\n{actual}\n{Encoding.UTF8.GetString(json)}");
    }
}
