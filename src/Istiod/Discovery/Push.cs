using Istio.Xds.Resources;

namespace Istiod.Discovery;

/// <summary>Newer resources on their way to a client.</summary>
/// <param name="ChangedAt">Timestamp of the first change that is in it, for the convergence time.</param>
/// <param name="QueuedAt">Timestamp of its publication.</param>
internal sealed record Push(ResourceView View, long ChangedAt, long QueuedAt);
