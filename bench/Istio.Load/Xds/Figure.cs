namespace Istio.Load.Xds;

/// <summary>One measured number and the most it should be.</summary>
/// <param name="Mark">Null when none was set.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Mark = null)
{
    public bool IsMet => Mark is not { } mark || Value <= mark;
}
