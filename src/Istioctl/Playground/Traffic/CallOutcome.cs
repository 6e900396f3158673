namespace Istioctl.Playground.Traffic;

/// <summary>What became of one call.</summary>
/// <param name="Status">The HTTP status, or 0 when there was no answer.</param>
/// <param name="Failure">Why there was no answer.</param>
internal readonly record struct CallOutcome(int Status, TimeSpan Latency, string? Failure)
{
    public bool Succeeded => Status == 200;

    public override string ToString() => Failure ?? $"status {Status}";
}
