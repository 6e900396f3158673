using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Decoding;

namespace Istio.Model.Objects;

/// <summary>A kind of objects: what it is called and how its objects are read. Each is declared once, in its own folder.</summary>
/// <remarks>Two kinds are equal when their groups and names are.</remarks>
public abstract class Kind : IComparable<Kind>, IEquatable<Kind>
{
    private protected Kind(string group, string name, string plural) => (Group, Name, Plural) = (group, name, plural);

    /// <summary>API group; empty for Kubernetes' core group.</summary>
    public string Group { get; }

    /// <summary>As documents write it in <c>kind</c>. Two groups may have a kind of one name.</summary>
    public string Name { get; }

    /// <summary>As addresses of an API server write it: lower case.</summary>
    public string Plural { get; }

    /// <summary>All versions that are read; their fields are the same. Empty for a kind that no document has, such as the mesh configuration.</summary>
    public ValueList<string> Versions { get; init; } = [];

    /// <summary>The version under which Istio 1.28.4 shows objects of the kind, whatever version they were written in.</summary>
    public string ShownVersion { get; init; } = "v1";

    /// <summary>Objects of the kind live in a namespace.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>Names are DNS labels (RFC 1123), without dots.</summary>
    public bool IsNamedByLabel { get; init; }

    /// <summary>
    /// Status pages show what was written. Of Kubernetes' own objects only what the mesh reads is kept: the environment of a container holds secrets and is no
    /// business of the mesh.
    /// </summary>
    public bool KeepsWhatIsUnused { get; init; } = true;

    /// <summary>The specification is a protobuf message: Istio's own kinds.</summary>
    public bool IsProto => Group.EndsWith(".istio.io", StringComparison.Ordinal);

    /// <summary><c>GROUP/VERSION</c> as Istio 1.28.4 shows it, or the version alone for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? ShownVersion : $"{Group}/{ShownVersion}";

    /// <summary>By name, then by group.</summary>
    public int CompareTo(Kind? other)
    {
        var order = string.CompareOrdinal(Name, other?.Name);
        return order != 0 ? order : string.CompareOrdinal(Group, other?.Group);
    }

    public bool Equals(Kind? other) => ReferenceEquals(this, other) || (other is not null && other.Name == Name && other.Group == Group);

    public sealed override bool Equals(object? obj) => Equals(obj as Kind);

    public sealed override int GetHashCode() => HashCode.Combine(Group, Name);

    public override string ToString() => Name;

    /// <summary>Reads what follows the metadata. Mistakes become findings of the reader.</summary>
    internal abstract ConfigObject Decode(ObjectMeta metadata, FieldReader document);

    /// <summary>The table of the kind's objects in a graph that has had no commit yet.</summary>
    internal abstract IObjectInput AddTo(Graph graph);
}
