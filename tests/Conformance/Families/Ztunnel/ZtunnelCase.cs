namespace Istio.Conformance.Families.Ztunnel;

/// <param name="What">What the file is, for people.</param>
internal sealed record ZtunnelCase(string Name, string File, string What);
