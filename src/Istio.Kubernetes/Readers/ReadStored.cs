using Istio.Model.Decoding;

namespace Istio.Kubernetes.Readers;

/// <summary>Decodes one object of a kind as an API server has stored it. Mistakes are findings; it throws for no text.</summary>
internal delegate StoredDocument ReadStored(ReadOnlySpan<byte> json);
