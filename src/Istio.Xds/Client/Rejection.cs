namespace Istio.Xds.Client;

/// <summary>A resource that cannot be used. The rest of its response is applied, and what was in force under its name stays.</summary>
public readonly record struct Rejection(string ResourceName, string Reason);
