namespace Istio.Kubernetes.Tests.Readers;

/// <summary>What a value of an object's JSON may be.</summary>
internal abstract record Shape
{
    /// <summary>A mapping of named fields, which may have others of a newer version beside.</summary>
    public static Shape Of(params Field[] fields) => new MappingShape(fields);

    public static Shape Text(params string[] words) => new TextShape(words);

    public static Shape ListOf(Shape item) => new ListShape(item);

    /// <param name="First">Written before all others.</param>
    public sealed record Field(string Name, Shape Shape, bool IsRequired = false, bool First = false);

    public sealed record MappingShape(Field[] Fields) : Shape;

    public sealed record ListShape(Shape Item) : Shape;

    public sealed record TextShape(string[] Words) : Shape;

    /// <summary>From text to text.</summary>
    public sealed record TextMapShape : Shape;

    public sealed record PortShape : Shape;

    public sealed record BooleanShape : Shape;

    /// <summary>Whatever JSON there is.</summary>
    public sealed record AnyShape : Shape;
}
