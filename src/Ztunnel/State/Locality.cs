namespace Ztunnel.State;

/// <summary>Where a workload runs; empty strings mean unknown.</summary>
internal sealed record Locality(string Region, string Zone, string Subzone)
{
    public static Locality Unknown { get; } = new(string.Empty, string.Empty, string.Empty);
}
