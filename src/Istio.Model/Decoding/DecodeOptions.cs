using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>How much an API server has already done for the text to be decoded.</summary>
public sealed record DecodeOptions
{
    /// <summary>Files written by people: no API server has filled anything in.</summary>
    public static DecodeOptions Files { get; } = new();

    /// <summary>Objects as an API server stores them: it has checked them against its own schema, which may be newer than this program.</summary>
    public static DecodeOptions Stored { get; } = new() { AppliesDefaults = false, DefaultNamespace = "", UnknownFields = UnknownFields.Accepted };

    /// <summary>The kinds that are read.</summary>
    public KindCatalog Kinds { get; init; } = KindCatalog.Mesh;

    /// <summary>Fill in what an API server would (for instance <c>protocol: TCP</c>), because nobody has.</summary>
    public bool AppliesDefaults { get; init; } = true;

    /// <summary>Namespace of namespaced objects that name none.</summary>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>Fields, and words of a field, that this program does not know.</summary>
    public UnknownFields UnknownFields { get; init; }

    /// <summary>
    /// Names as a protobuf definition writes them (<c>trust_domain</c>) are accepted beside those of its JSON form, as protobuf's own reader does
    /// (https://protobuf.dev/programming-guides/json).
    /// </summary>
    public bool AcceptsProtoNames { get; init; }

    /// <summary>How one of an object's own fields is read.</summary>
    /// <param name="kind">Null while it is not known.</param>
    internal DecodeOptions Of(string field, Kind? kind) => field switch
    {
        "status" => this with { UnknownFields = UnknownFields.Accepted, AcceptsProtoNames = kind?.IsProto ?? false },
        "spec" => this with { AcceptsProtoNames = kind?.IsProto ?? false },
        _ => this,
    };
}
