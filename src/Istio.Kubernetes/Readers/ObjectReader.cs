using Istio.Model.Decoding;

namespace Istio.Kubernetes.Readers;

/// <summary>Reads one object of a kind, as an API server has stored it. Mistakes are findings; nothing is thrown for any text.</summary>
/// <param name="json">The object in UTF-8: an item of a list, or the object of a watch event.</param>
public delegate StoredDocument ObjectReader(ReadOnlySpan<byte> json);
