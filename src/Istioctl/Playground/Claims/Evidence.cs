namespace Istioctl.Playground.Claims;

/// <summary>What a check found.</summary>
/// <param name="Holds">The claim is true.</param>
/// <param name="Detail">One sentence: what was seen, or what was missing.</param>
/// <param name="Figures">Measured values; the unit is in the name.</param>
internal sealed record Evidence(bool Holds, string Detail, IReadOnlyDictionary<string, double> Figures)
{
    private static readonly Dictionary<string, double> None = [];

    public static Evidence For(string detail, IReadOnlyDictionary<string, double>? figures = null) => new(true, detail, figures ?? None);

    public static Evidence Against(string detail, IReadOnlyDictionary<string, double>? figures = null) => new(false, detail, figures ?? None);
}
