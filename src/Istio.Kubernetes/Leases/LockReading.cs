namespace Istio.Kubernetes.Leases;

/// <summary>A lock as it was read or written.</summary>
/// <param name="Record">Null when the object has none.</param>
/// <param name="Text">The record's own text, by which a change of it is noticed; empty when there is none.</param>
/// <param name="Json">The whole object, which a write replaces if nobody has written it meanwhile.</param>
public sealed record LockReading(LeaderRecord? Record, string Text, ReadOnlyMemory<byte> Json);
