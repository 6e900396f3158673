using Google.Protobuf.WellKnownTypes;
using Istio.Model.Objects;
using Istiod.Registry.Files;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Registry.Sources;

/// <summary>What a kind, a type of resource and a source more cost: <see cref="Greeting"/> and <see cref="MemorySource"/>, and no line of istiod.</summary>
public sealed class GrowthTests
{
    [Fact]
    public async Task A_new_kind_of_a_file_and_of_a_second_source_is_served_as_a_new_type_of_resource()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("a.yaml", "apiVersion: test.example/v1\nkind: Greeting\nmetadata: {name: written, namespace: shop}\ntext: good morning\n");
        using var files = new FileSource(SampleRegistry.Of(directory.Path), RunningMesh.Kinds, TimeProvider.System);
        var memory = new MemorySource("memory");
        memory.Put(new Greeting(new ObjectMeta("shop", "put"), "good evening"));
        await using var mesh = await RunningMesh.StartAsync(files, memory);

        var client = mesh.Open(Greeting.TypeUrl);
        var first = await RunningMesh.NextAsync(client);
        Assert.Equal(["shop/put", "shop/written"], first.Resources.Select(static resource => resource.Name));
        Assert.Equal("good evening", StringValue.Parser.ParseFrom(first.Resources[0].Body.Span).Value);

        memory.Put(new Greeting(new ObjectMeta("shop", "put"), "good night"));
        var second = await RunningMesh.NextAsync(client);
        Assert.Equal("good night", StringValue.Parser.ParseFrom(Assert.Single(second.Resources).Body.Span).Value);

        File.Delete(directory["a.yaml"]);
        Assert.Equal(["shop/written"], (await RunningMesh.NextAsync(client)).Removed);
    }
}
