namespace Istio.Collections.Tracking;

/// <summary>One read of a transformation: an edge and the slot of the key in its source.</summary>
internal readonly record struct Fetch(int Edge, int Entry);
