using Istio.Collections;
using Istio.Model.Decoding;

namespace Istio.Model.Objects;

/// <summary>A kind whose objects are of one type.</summary>
public sealed class Kind<T> : Kind
    where T : ConfigObject, IEquatable<T>
{
    private readonly Func<ObjectMeta, FieldReader, T>? _decode;

    /// <param name="decode">
    /// Reads an object whose metadata is known: the fields that it asks for are the schema. It never throws; mistakes are findings of the reader. None for a
    /// kind that no document has.
    /// </param>
    internal Kind(string group, string name, string plural, Func<ObjectMeta, FieldReader, T>? decode = null)
        : base(group, name, plural) => _decode = decode;

    internal override ConfigObject Decode(ObjectMeta metadata, FieldReader document) =>
        _decode is null ? throw new InvalidOperationException($"no document has the kind {Name}") : _decode(metadata, document);

    internal override IObjectInput AddTo(Graph graph) => new ObjectInput<T>(graph.Input<ObjectName, T>($"{ApiVersion}/{Plural}"));
}
