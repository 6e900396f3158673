namespace Istio.Collections.Tracking;

/// <summary>One read of a transformation: the entry of an edge.</summary>
internal readonly record struct Fetch(int Edge, int Entry);
