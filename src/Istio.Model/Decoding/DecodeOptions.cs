namespace Istio.Model.Decoding;

/// <summary>How much an API server has already done for the text to be decoded.</summary>
public sealed record DecodeOptions
{
    /// <summary>Files written by people: no API server has filled anything in.</summary>
    public static DecodeOptions Files { get; } = new();

    /// <summary>Objects as an API server stores them.</summary>
    public static DecodeOptions Stored { get; } = new() { AppliesDefaults = false, DefaultNamespace = "" };

    /// <summary>Fill in what an API server would (for instance <c>protocol: TCP</c>), because nobody has.</summary>
    public bool AppliesDefaults { get; init; } = true;

    /// <summary>Namespace of namespaced objects that name none.</summary>
    public string DefaultNamespace { get; init; } = "default";
}
