using Istio.Core.Values;
using Istio.Model.Decoding;

namespace Istio.Model.Files;

/// <summary>What one file describes now.</summary>
/// <param name="Documents">In the order of the text; one that is broken when the file could not be read.</param>
/// <param name="Decoded">What the next version is compared with; null when the file was not decoded.</param>
internal sealed record FileDocuments(ValueList<DecodedDocument> Documents, DecodedFile? Decoded)
{
    public static FileDocuments None { get; } = new([], null);

    /// <summary>A document is so broken that nobody can say which object it is: it may be any of those that the file described before.</summary>
    public bool HasUnnamedBroken { get; } = Documents.Any(static document => document is { IsBroken: true, Identity: null });
}
