using Istio.Collections;
using Istio.Model.Objects;
using Istio.Translation.Proxies;
using Istio.Xds.Resources;

namespace Istiod.Tests.Registry.Sources;

/// <summary>A kind that only tests have, and the resource that is made of it: all that either costs.</summary>
internal sealed record Greeting(ObjectMeta Metadata, string Text) : ConfigObject(Metadata)
{
    public const string TypeUrl = "type.googleapis.com/google.protobuf.StringValue";

    public static Kind<Greeting> Kind { get; } =
        new("test.example", nameof(Greeting), "greetings", static (meta, document) => new(meta, document.String("text"))) { Versions = ["v1"] };

    protected override Kind DeclaredKind => Kind;

    public static Table<ResourceKey, EncodedResource> Resources(ObjectTables objects) =>
        objects.Of(Kind).MapMany<ResourceKey, EncodedResource>("greetings", static (greeting, _, output) =>
            output.Add(new(Layer.AllWorkloads, TypeUrl, $"{greeting.ObjectName}"), greeting.Encode()));

    private EncodedResource Encode() =>
        EncodedResource.Create(TypeUrl, $"{ObjectName}", new Google.Protobuf.WellKnownTypes.StringValue { Value = Text });
}
