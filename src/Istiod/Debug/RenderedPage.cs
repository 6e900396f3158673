namespace Istiod.Debug;

/// <summary>A page ready to be sent, or the reason why there is none.</summary>
internal sealed record RenderedPage(int Status, string ContentType, ReadOnlyMemory<byte> Body);
